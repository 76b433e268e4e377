import { Type, type Static } from 'typebox';
import { Cursor, Day, Id, Instant, Money, Nullable, Page, Shape, ShareToken } from './common.ts';
import { endpoint } from './endpoint.ts';
import { Person } from './users.ts';
import { Picture } from './wishes.ts';
import { Color } from './wishlists.ts';

/** What one list of a person has that is new, of one day of the viewer’s. */
export const News = Shape({
  at: Instant,
  person: Person,
  wishlist: Shape({
    id: Id,
    title: Type.String(),
    emoji: Nullable(Type.String()),
    color: Color,
    eventDate: Nullable(Day),
    shareToken: ShareToken,
  }),
  /** Whether the list itself began to show on that day; then all its wishes are new. */
  newList: Type.Boolean(),
  /** How many wishes are new and still wished for; the latest of them are shown. */
  wishCount: Type.Integer(),
  wishes: Type.Array(Shape({ id: Id, title: Type.String(), picture: Nullable(Picture), price: Nullable(Money) })),
});
export type News = Static<typeof News>;

export const list = endpoint({
  method: 'GET',
  path: '/feed',
  summary: 'What is new in the lists that I may find of people I follow, by list and day, latest first',
  access: 'viewer',
  query: Shape({ cursor: Type.Optional(Cursor) }),
  status: 200,
  reply: Shape({
    ...Page(News).properties,
    /** Whether I follow anybody: an empty feed is another when I do not. */
    followsAnybody: Type.Boolean(),
  }),
  errors: [],
});
