import { Type, type Static } from 'typebox';
import { Currency, Id, Instant, Nullable, OneOf, Shape, Text, TimeZone, UserPath } from './common.ts';
import { endpoint } from './endpoint.ts';

export const languages = ['ru', 'en'] as const;
export const Language = OneOf(languages);
export type Language = (typeof languages)[number];

/** Day and month, with the year only if the person wants their age known. 29 February is kept as such. */
export const Birthday = Shape({
  day: Type.Integer({ minimum: 1, maximum: 31 }),
  month: Type.Integer({ minimum: 1, maximum: 12 }),
  year: Nullable(Type.Integer({ minimum: 1900, maximum: 2100 })),
});
export type Birthday = Static<typeof Birthday>;

/** The face that other people see wherever a person is named. */
export const personFields = {
  id: Id,
  name: Type.String(),
  username: Nullable(Type.String()),
  photoUrl: Nullable(Type.String()),
};
export const Person = Shape(personFields);
export type Person = Static<typeof Person>;

/** How the viewer and another person stand to each other; `friends` means that each follows the other. */
export const Relation = Shape({
  following: Type.Boolean(),
  followsMe: Type.Boolean(),
  friends: Type.Boolean(),
  blocked: Type.Boolean(),
});
export type Relation = Static<typeof Relation>;

export const Profile = Shape({
  ...personFields,
  about: Nullable(Type.String()),
  birthday: Nullable(Birthday),
  relation: Relation,
});
export type Profile = Static<typeof Profile>;

/** What a person sees of themselves. Name, username and photo follow Telegram. */
export const Me = Shape({
  ...personFields,
  about: Nullable(Type.String()),
  birthday: Nullable(Birthday),
  currency: Type.String(),
  timeZone: Type.String(),
  language: Language,
  findable: Type.Boolean(),
  createdAt: Instant,
  /** When the account is deleted, as they asked; `null`: it stays. Until then nobody else finds them or what is theirs. */
  leavesAt: Nullable(Instant),
});
export type Me = Static<typeof Me>;

export const me = endpoint({
  method: 'GET',
  path: '/users/me',
  summary: 'My profile and settings',
  access: 'viewer',
  status: 200,
  reply: Me,
  errors: [],
});

const editable = {
  about: Nullable(Text({ max: 200 })),
  birthday: Nullable(Birthday),
  currency: Currency,
  timeZone: TimeZone,
  language: Language,
  findable: Type.Boolean(),
};

export const updateMe = endpoint({
  method: 'PATCH',
  path: '/users/me',
  summary: 'Change my profile and settings; fields that are left out stay as they are',
  access: 'viewer',
  body: Shape(Type.Partial(Shape(editable)).properties),
  status: 200,
  reply: Me,
  errors: [],
});

export const get = endpoint({
  method: 'GET',
  path: '/users/{userId}',
  summary: 'A person’s public profile',
  access: 'person',
  params: UserPath,
  status: 200,
  reply: Profile,
  errors: ['user_not_found'],
});

export const search = endpoint({
  method: 'GET',
  path: '/users',
  summary: 'Find people by name or @username; at most 20, best first',
  access: 'viewer',
  query: Shape({ query: Text({ min: 2, max: 64 }) }),
  status: 200,
  reply: Shape({ people: Type.Array(Person) }),
  errors: [],
});
