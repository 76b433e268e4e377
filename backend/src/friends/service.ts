import type { Friend } from '@wishlins/contract/friends';
import type { Person, Relation } from '@wishlins/contract/users';
import { inTransaction, type Database } from '../database/connect.ts';
import { isKey, readCursor, toPage, type Page } from '../database/page.ts';
import { refuse } from '../errors.ts';
import { enqueue } from '../jobs/queue.ts';
import { getRelation, holdingOffBlocks } from '../users/service.ts';
import {
  deleteBlock,
  deleteFollow,
  deleteTies,
  findBlocked,
  findFriends,
  followLimit,
  insertBlock,
  insertFollow,
  noBirthday,
  type FriendRelation,
  lockPair,
} from './repository.ts';

/** Follows a person. Somebody behind a block of either side cannot be followed; the blocked are not told why. */
export async function followPerson(db: Database, viewerId: string, userId: string): Promise<Relation> {
  refuseOneself(viewerId, userId);
  return holdingOffBlocks(db, viewerId, async (trx) => {
    const { blocked } = await getRelation(trx, viewerId, userId);
    if (blocked) refuse('user_not_found');
    if (!(await insertFollow(trx, viewerId, userId))) refuse('limit_reached', { limit: followLimit });
    await enqueue(trx, 'feed', { followerId: viewerId, followeeId: userId });
    return getRelation(trx, viewerId, userId);
  });
}

/** Stops following a person. */
export async function unfollowPerson(db: Database, viewerId: string, userId: string): Promise<Relation> {
  refuseOneself(viewerId, userId);
  await deleteFollow(db, viewerId, userId);
  return getRelation(db, viewerId, userId);
}

/** Blocks a person: neither finds, follows or opens anything of the other any more. */
export async function blockPerson(db: Database, viewerId: string, userId: string): Promise<Relation> {
  refuseOneself(viewerId, userId);
  return inTransaction(db, async (trx) => {
    await lockPair(trx, viewerId, userId);
    await getRelation(trx, viewerId, userId);
    if (!(await insertBlock(trx, viewerId, userId))) refuse('user_not_found');
    await deleteTies(trx, viewerId, userId);
    return getRelation(trx, viewerId, userId);
  });
}

const strangers: Relation = { following: false, followsMe: false, friends: false, blocked: false };

/** Lifts a block of the viewer’s: the two are strangers again. */
export async function unblockPerson(db: Database, viewerId: string, userId: string): Promise<Relation> {
  refuseOneself(viewerId, userId);
  const lifted = await deleteBlock(db, viewerId, userId);
  return lifted ? strangers : getRelation(db, viewerId, userId);
}

function refuseOneself(viewerId: string, userId: string): void {
  if (viewerId === userId) refuse('not_yourself');
}

/** A page of the friends page: whose birthday is next comes first. */
export async function listFriends(
  db: Database,
  viewerId: string,
  relation: FriendRelation,
  cursor?: string,
): Promise<Page<Friend>> {
  const [day, id] = readCursor(cursor, [isKey.day, isKey.id]) ?? [];
  const rows = await findFriends(db, viewerId, relation, day && id ? { day, id } : undefined);
  return toPage(rows, (row) => [row.nextBirthday ?? noBirthday, row.id]);
}

/** A page of the people the viewer has blocked. */
export async function listBlocked(db: Database, viewerId: string, cursor?: string): Promise<Page<Person>> {
  const [afterId] = readCursor(cursor, [isKey.id]) ?? [];
  const rows = await findBlocked(db, viewerId, afterId);
  return toPage(rows, (row) => [row.id]);
}
