import type { Money } from './common.ts';
import type { Picture, Priority } from './wishes.ts';
import type { Color, Surprise } from './wishlists.ts';

/**
 * What anybody at all sees of a wishlist that whoever has its link may open: what the server draws into the first reply,
 * before it knows who asks. Nothing in it depends on a reservation.
 */
export interface WishlistFace {
  title: string;
  emoji: string | null;
  color: Color;
  eventDate: string | null;
  note: string | null;
  surprise: Surprise;
  revealOn: string | null;
  /** By their first name only, and without their photo. */
  owner: { name: string; photoUrl: null };
  /** How many wishes there are, and how many of them have not come true yet. */
  count: number;
  wanted: number;
  /** The first of them, as guests find them when nothing is reserved. */
  wishes: FaceWish[];
}

export interface FaceWish {
  id: string;
  title: string;
  picture: Picture | null;
  price: Money | null;
  priority: Priority;
  /** `null`: any number is welcome. */
  quantity: number | null;
  received: boolean;
}
