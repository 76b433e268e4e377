/** What is drawn on a card: a list, or one wish in it. */
export interface CardSubject {
  shareToken: string;
  wishId?: string | undefined;
}

/** A card goes into a chat as `message` or fills the screen of a phone as `story`; sizes in pixels. */
export const cardSizes = {
  message: { width: 1200, height: 630 },
  story: { width: 1080, height: 1920 },
} as const;
export type CardFormat = keyof typeof cardSizes;

/**
 * The address of a card on this server’s own origin, without a session: Telegram fetches it.
 *
 * @param edition differs when the picture does, so that nobody shows an old one
 */
export function cardPath({ shareToken, wishId }: CardSubject, format: CardFormat, edition?: string): string {
  const subject = wishId ? `${shareToken}/${wishId}` : shareToken;
  return `/pictures/cards/${subject}/${format}.jpg${edition ? `?${edition}` : ''}`;
}
