import { cardPath, cardSizes, type CardFormat, type CardSubject } from '@wishlins/contract/cards';
import type { PreparedMessage } from '@wishlins/contract/sharing';
import type { Database } from '../database/connect.ts';
import { refuse } from '../errors.ts';
import { linkTo } from '../telegram/links.ts';
import type { LeaveMessage } from '../telegram/prepared-message.ts';
import { say } from '../texts.ts';
import { explainSharedLink } from '../wishlists/service.ts';
import { cardOf, type Card } from './card.ts';
import { findCardContent, findShared, type Shared } from './repository.ts';
import { editionOf } from './studio.ts';

/** Where links and pictures lead, and who takes the message. */
interface Outside {
  publicUrl: string;
  botUsername: string | null;
  leaveMessage: LeaveMessage;
}

/** Prepares a message with a card of a list that the viewer may open, or of a wish in it, for the viewer to send. */
export async function prepareMessage(
  db: Database,
  viewerId: string,
  subject: CardSubject,
  { leaveMessage, ...place }: Outside,
): Promise<PreparedMessage> {
  const { shareToken, wishId } = subject;
  const shared = await findShared(db, viewerId, shareToken, wishId);
  if (!shared) {
    await explainSharedLink(db, viewerId, shareToken);
    return refuse('wishlist_not_found');
  }
  if (wishId && shared.wishTitle === null) refuse('wish_not_found');
  const card = await findCard(db, subject, 'message');
  const path = cardPath(subject, 'message', card && editionOf(card, 'message'));
  const { language } = shared;
  const title = wishId ? say(language, 'share.openWish') : say(language, 'share.openList');
  const url = linkTo(wishId ? { to: 'wish', shareToken, wishId } : { to: 'wishlist', shareToken }, place);
  return leaveMessage(shared.telegramId, {
    pictureUrl: place.publicUrl + path,
    ...cardSizes.message,
    title,
    caption: captionOf(shared),
    button: { text: title, url },
  });
}

/** What is said of a list that not everybody may open is seen in a chat by more people than may open it: no title. */
function captionOf({ language, isOwn, opensToAnybody, title, wishTitle }: Shared): string {
  if (!opensToAnybody) return say(language, isOwn ? 'share.ownNarrow' : 'share.narrow');
  if (wishTitle !== null) return say(language, isOwn ? 'share.ownWish' : 'share.wish', { title: cut(wishTitle) });
  return say(language, isOwn ? 'share.ownList' : 'share.list', { title: cut(title) });
}

/** Telegram takes captions of 1024 characters, and a title of 200 graphemes may have more. */
function cut(title: string): string {
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(title)) {
    if (kept.length + segment.length > 900) return `${kept}…`;
    kept += segment;
  }
  return kept;
}

/** What the card of a link shows to anybody; `undefined` for a link that leads nowhere, whatever the reason. */
export async function findCard(
  db: Database,
  { shareToken, wishId }: CardSubject,
  format: CardFormat,
  sign?: string | null,
): Promise<Card | undefined> {
  const content = await findCardContent(db, shareToken, wishId);
  if (!content || (wishId && !content.wish)) return undefined;
  const card = cardOf(content, content.wish);
  return format === 'story' && sign ? { ...card, sign: `@${sign}` } : card;
}
