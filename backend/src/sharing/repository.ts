import type { Money } from '@wishlins/contract/common';
import type { Language } from '@wishlins/contract/users';
import { sql } from 'kysely';
import type { Database } from '../database/connect.ts';
import { price } from '../wishes/views.ts';
import { canOpenWishlist, opensToAnybody } from '../wishlists/access.ts';
import { wishCount } from '../wishlists/views.ts';
import type { CardContent } from './card.ts';

/** What is shared by whom, and to whom Telegram gives the message. */
export interface Shared {
  telegramId: number;
  language: Language;
  isOwn: boolean;
  opensToAnybody: boolean;
  title: string;
  /** `null` when no wish was named, or the list has none such. */
  wishTitle: string | null;
}

/** A wishlist that the viewer may open by this link, as far as a message speaks of it. */
export async function findShared(
  db: Database,
  viewerId: string,
  shareToken: string,
  wishId: string | undefined,
): Promise<Shared | undefined> {
  const { rows } = await sql<Shared>`
    select viewer.telegram_id as "telegramId", viewer.language, wishlists.owner_id = viewer.id as "isOwn",
      ${opensToAnybody} as "opensToAnybody", wishlists.title, (
        select wishes.title from wishes
        where wishes.id = ${wishId ?? null} and wishes.wishlist_id = wishlists.id and wishes.deleted_at is null
      ) as "wishTitle"
    from wishlists join users as viewer on viewer.id = ${viewerId}
    where wishlists.share_token = ${shareToken} and ${canOpenWishlist(viewerId, 'link')}`.execute(db);
  return rows[0];
}

type Found = CardContent & { wish: { title: string; price: Money | null } | null };

/** What the card of a list shows, or of one wish in it; reads nothing of what guests do. */
export async function findCardContent(
  db: Database,
  shareToken: string,
  wishId: string | undefined,
): Promise<Found | undefined> {
  const { rows } = await sql<Found>`
    select ${opensToAnybody} as "opensToAnybody", owner.language, owner.first_name as "ownerName", wishlists.title,
      wishlists.emoji, wishlists.color, ${wishCount}, coalesce((
        select json_agg(wish) from (
          select wishes.title, ${price} from wishes
          where wishes.wishlist_id = wishlists.id and wishes.deleted_at is null and wishes.received_at is null
          order by wishes.position, wishes.id desc limit 3
        ) as wish), '[]') as wishes, (
        select json_build_object('title', wish.title, 'price', wish.price) from (
          select wishes.title, ${price} from wishes
          where wishes.id = ${wishId ?? null} and wishes.wishlist_id = wishlists.id and wishes.deleted_at is null
        ) as wish) as wish
    from wishlists join users as owner on owner.id = wishlists.owner_id
    where wishlists.share_token = ${shareToken} and wishlists.deleted_at is null and wishlists.archived_at is null
      and owner.leaves_at is null`.execute(db);
  return rows[0];
}
