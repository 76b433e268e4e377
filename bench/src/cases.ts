import { createHash, randomBytes } from 'node:crypto';
import { api } from '@wishlins/contract';
import type { Endpoint } from '@wishlins/contract/endpoint';
import pg from 'pg';
import type { Database } from '../../backend/src/database/connect.ts';
import { listFriends } from '../../backend/src/friends/service.ts';
import { resumeSession } from '../../backend/src/sessions/service.ts';
import { captureStatements, type Statement } from '../../backend/src/testing/statements.ts';
import { findPeople } from '../../backend/src/users/service.ts';
import { releaseWish, reserveWish } from '../../backend/src/wishes/reservation-service.ts';
import { openOwnWishlist, openSharedWishlist } from '../../backend/src/wishes/service.ts';
import type { Request } from './connection.ts';

/** One of those whose requests are measured: a guest, and somebody’s list that they open. */
export interface Subject {
  viewerId: string;
  viewerToken: string;
  ownerId: string;
  ownerToken: string;
  wishlistId: string;
  shareToken: string;
  /** Of the list; any number of it may be reserved. */
  wishId: string;
  /** The beginning of a name. */
  prefix: string;
  /** A name as somebody who is not sure of it types it. */
  misspelt: string;
}

/** What one person does once: its requests, and the same work as the routes call it. */
export interface Turn {
  token: string;
  requests: Request[];
  rules: ((db: Database) => Promise<unknown>)[];
}

export interface Case {
  name: string;
  turn: (subject: Subject) => Turn;
}

/** What is measured. A wish can be reserved only once, so that reserving and releasing it are measured as a pair. */
export const cases: readonly Case[] = [
  {
    name: 'Shared list of 20 wishes',
    turn: ({ viewerId, viewerToken: token, shareToken }) => ({
      token,
      requests: [request(token, api.wishlists.shared, { shareToken })],
      rules: [(db) => openSharedWishlist(db, viewerId, shareToken)],
    }),
  },
  {
    name: 'Own list of 20 wishes',
    turn: ({ ownerId, ownerToken: token, wishlistId }) => ({
      token,
      requests: [request(token, api.wishlists.get, { wishlistId })],
      rules: [(db) => openOwnWishlist(db, ownerId, wishlistId)],
    }),
  },
  {
    name: 'Reserve a wish, or release it',
    turn: ({ viewerId, viewerToken: token, wishId }) => ({
      token,
      requests: [
        request(token, api.reservations.put, { wishId }, { body: '{}' }),
        request(token, api.reservations.remove, { wishId }),
      ],
      rules: [(db) => reserveWish(db, viewerId, wishId, {}), (db) => releaseWish(db, viewerId, wishId)],
    }),
  },
  {
    name: 'Friends page',
    turn: ({ viewerId, viewerToken: token }) => ({
      token,
      requests: [request(token, api.friends.list, {})],
      rules: [(db) => listFriends(db, viewerId, 'following')],
    }),
  },
  {
    name: 'Search by the beginning of a name',
    turn: ({ viewerId, viewerToken: token, prefix }) => ({
      token,
      requests: [request(token, api.users.search, {}, { query: { query: prefix } })],
      rules: [(db) => findPeople(db, viewerId, prefix)],
    }),
  },
  {
    name: 'Search for a misspelt name',
    turn: ({ viewerId, viewerToken: token, misspelt }) => ({
      token,
      requests: [request(token, api.users.search, {}, { query: { query: misspelt } })],
      rules: [(db) => findPeople(db, viewerId, misspelt)],
    }),
  },
];

function request(
  token: string,
  { method, path }: Endpoint,
  params: Record<string, string>,
  { body, query }: { body?: string; query?: Record<string, string> } = {},
): Request {
  if (method === 'POST' || method === 'PATCH') throw new Error(`${method} is not measured`);
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');
  return {
    method,
    path: `/api/v1${filled}${query ? `?${new URLSearchParams(query).toString()}` : ''}`,
    headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body } : {}),
  };
}

/** Chooses people and lists from all over a seeded database, lets each guest follow a hundred people, signs all in. */
export async function chooseSubjects(url: string, count: number): Promise<Subject[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<Omit<Subject, 'viewerToken' | 'ownerToken'>>(
    `with lists as (
       select distinct on (slice) * from (
         select *, ntile($1) over (order by id) as slice from wishlists where visibility = 'link') as every
       order by slice, id
     ), viewers as (
       select distinct on (slice) * from (
         select id, ntile($1) over (order by id) as slice from users
         where not exists (select from wishlists where owner_id = users.id)) as every
       order by slice, id
     )
     select viewers.id as "viewerId", owner.id as "ownerId", lists.id as "wishlistId", share_token as "shareToken",
       wishes.id as "wishId", left(owner.search_text, 4) as prefix,
       overlay(lower(name) placing 'ъ' from 4 for 1) as misspelt
     from lists join viewers using (slice) join users as owner on owner.id = owner_id
       join wishes on wishlist_id = lists.id and wishes.position = 20`,
    [count],
  );
  await client.query(
    `insert into follows (follower_id, followee_id)
     select viewer, id from unnest($1::uuid[]) as viewer, (
       select distinct on (slice) id from (select id, ntile(100) over (order by id) as slice from users) as every
       order by slice, id) as others
     where id <> viewer
     on conflict do nothing`,
    [rows.map(({ viewerId }) => viewerId)],
  );
  const subjects = rows.map((row) => ({ ...row, viewerToken: newToken(), ownerToken: newToken() }));
  const sessions = subjects.flatMap(({ viewerId, viewerToken, ownerId, ownerToken }) => [
    { token: viewerToken, userId: viewerId },
    { token: ownerToken, userId: ownerId },
  ]);
  await client.query(`insert into sessions (token_hash, user_id) select * from unnest($1::bytea[], $2::uuid[])`, [
    sessions.map(({ token }) => createHash('sha256').update(token).digest()),
    sessions.map(({ userId }) => userId),
  ]);
  // What an interrupted run left reserved.
  const wishIds = rows.map(({ wishId }) => wishId);
  await client.query('delete from reservations where wish_id = any($1::uuid[])', [wishIds]);
  await client.query('update wish_stock set reserved = 0 where wish_id = any($1::uuid[])', [wishIds]);
  await client.end();
  return subjects;
}

function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * What the application sends for a turn: to find the session, once a request, and to do the work. Everything runs once
 * before, so that what is done only at first (to note a visit) is not counted.
 */
export async function statementsOf(url: string, { token, rules }: Turn): Promise<Statement[]> {
  await captureStatements(url, async (db) => {
    for (const rule of rules) await rule(db);
  });
  return captureStatements(url, async (db) => {
    for (const rule of rules) {
      await resumeSession(db, token);
      await rule(db);
    }
  });
}
