import { Type, type Static } from 'typebox';
import { Cursor, Day, Nullable, OneOf, Page, Shape, UserPath } from './common.ts';
import { endpoint } from './endpoint.ts';
import { Birthday, Person, personFields, Relation } from './users.ts';

/** A person on the friends page, with the day of their next birthday as the viewer’s time zone has it. */
export const Friend = Shape({
  ...personFields,
  birthday: Nullable(Birthday),
  nextBirthday: Nullable(Day),
  friends: Type.Boolean(),
});
export type Friend = Static<typeof Friend>;

export const list = endpoint({
  method: 'GET',
  path: '/friends',
  summary: 'People I follow, who follow me, or both, by next birthday',
  access: 'viewer',
  query: Shape({
    relation: Type.Optional(OneOf(['following', 'followers', 'friends'])),
    cursor: Type.Optional(Cursor),
  }),
  status: 200,
  reply: Page(Friend),
  errors: [],
});

export const follow = endpoint({
  method: 'PUT',
  path: '/users/{userId}/follow',
  summary: 'Follow a person; two who follow each other are friends',
  access: 'person',
  params: UserPath,
  status: 200,
  reply: Relation,
  errors: ['user_not_found', 'not_yourself', 'limit_reached'],
});

export const unfollow = endpoint({
  method: 'DELETE',
  path: '/users/{userId}/follow',
  summary: 'Stop following a person',
  access: 'person',
  params: UserPath,
  status: 200,
  reply: Relation,
  errors: ['user_not_found', 'not_yourself'],
});

export const block = endpoint({
  method: 'PUT',
  path: '/users/{userId}/block',
  summary: 'Block a person: neither finds, follows or opens anything of the other; they are not told',
  access: 'person',
  params: UserPath,
  status: 200,
  reply: Relation,
  errors: ['user_not_found', 'not_yourself'],
});

export const unblock = endpoint({
  method: 'DELETE',
  path: '/users/{userId}/block',
  summary: 'Lift a block of mine',
  access: 'person',
  params: UserPath,
  status: 200,
  reply: Relation,
  errors: ['user_not_found', 'not_yourself'],
});

export const blocked = endpoint({
  method: 'GET',
  path: '/blocks',
  summary: 'People I have blocked',
  access: 'viewer',
  query: Shape({ cursor: Type.Optional(Cursor) }),
  status: 200,
  reply: Page(Person),
  errors: [],
});
