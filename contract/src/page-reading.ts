import { Type, type Static } from 'typebox';
import { Link, Money, Nullable, OneOf, Shape } from './common.ts';

/** How much of each a reading holds at most. */
export const readingLimits = { title: 200, description: 500, shop: 80, pictures: 10 } as const;

/** Why a page told nothing, or less than it might have. */
export const readingProblems = [
  /** An address that the fetcher never visits. */
  'address',
  /** Nobody answered, or not in time. */
  'unreachable',
  /** The shop lets no program in. */
  'refused',
  /** The shop says that there is no such page. */
  'gone',
  /** What came is no page that could be read. */
  'no_page',
] as const;
export type ReadingProblem = (typeof readingProblems)[number];

/** What a page says of the thing that it sells. `null`, or no picture: the page does not say. */
export const PageFacts = Shape({
  title: Nullable(Type.String({ minLength: 1 })),
  description: Nullable(Type.String()),
  /** Addresses elsewhere, the best first. */
  pictures: Type.Array(Link, { maxItems: readingLimits.pictures }),
  price: Nullable(Money),
  shop: Nullable(Type.String()),
  /** The page under the name that its shop gives it, without tracking parameters. */
  canonicalUrl: Nullable(Link),
});
export type PageFacts = Static<typeof PageFacts>;

/** What the fetcher answers about a link. */
export const PageReading = Shape({ facts: PageFacts, problem: Nullable(OneOf(readingProblems)) });
export type PageReading = Static<typeof PageReading>;

/** The most bytes of a picture that it brings. */
export const mostPictureBytes = 10 * 1024 * 1024;

/** What the fetcher is asked; whether the link leads anywhere, the fetcher finds out. */
export const ReadPage = Shape({ url: Type.String({ maxLength: 2048 }) });

/** Pictures that the fetcher brings, those of which photos can be made, told by their first bytes and not by what their server says. */
export const pictureTypes = ['image/jpeg', 'image/png', 'image/webp'] as const;
export type PictureType = (typeof pictureTypes)[number];

/**
 * Where the fetcher is asked for a picture elsewhere: `POST` with {@link ReadPage}, answered with its bytes as they came and
 * their type, or with 422 and why not. Whoever gets them decodes them as what they are: a stranger’s.
 */
export const picturesPath = '/pictures';

/** Where the fetcher is asked: `POST` with {@link ReadPage}, answered with {@link PageReading}. */
export const readingsPath = '/readings';
