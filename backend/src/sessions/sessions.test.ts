import { createHash } from 'node:crypto';
import { api } from '@wishlins/contract';
import { createClient } from '@wishlins/contract/client';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signInitData } from '../testing/init-data.ts';
import { createWorld, refusal, type Actor, type World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

const me = (who: Actor) => who.call(api.users.me, {});
const hashOf = ({ token }: Actor) => createHash('sha256').update(token).digest();
const stored = (who: Actor) =>
  world.db.selectFrom('sessions').selectAll().where('token_hash', '=', hashOf(who)).executeTakeFirst();

/** As if this session had been made and last used so long ago. */
async function age(who: Actor, times: { made?: string; used: string }): Promise<void> {
  await sql`
    update sessions set created_at = now() - ${times.made ?? times.used}::interval, used_at = now() - ${times.used}::interval
    where token_hash = ${hashOf(who)}`.execute(world.db);
}

describe('signing in', () => {
  it('gives a token of 256 random bits, of which only the hash is kept', async () => {
    const [first, second] = [await world.newcomer(), await world.newcomer()];
    expect(first.token).toMatch(/^[\w-]{43}$/);
    expect(first.token).not.toBe(second.token);
    expect((await stored(first))?.user_id).toBe(first.me.id);
    const rows = await sql<{ row: string }>`select sessions::text as row from sessions`.execute(world.db);
    const plain = [
      first.token,
      Buffer.from(first.token, 'base64url').toString('hex'),
      Buffer.from(first.token).toString('hex'),
    ];
    expect(rows.rows.filter(({ row }) => plain.some((form) => row.includes(form)))).toEqual([]);
  });

  it('says when the session ends and what the bot is called', async () => {
    const anonymous = createClient({ origin: world.origin, token: () => undefined });
    const { telegram } = await world.newcomer();
    const session = await anonymous(api.session.create, { body: { initData: signInitData(telegram) } });
    expect(Date.parse(session.expiresAt) - Date.now()).toBeGreaterThan(11.9 * 3_600_000);
    expect(session.telegram).toEqual({ botUsername: 'wishlins_bot' });
  });

  it('makes another session each time, for the same person', async () => {
    const first = await world.newcomer();
    const second = await world.newcomer(first.telegram);
    expect((await me(first)).id).toBe((await me(second)).id);
  });

  it('is refused without init data that Telegram signed a moment ago', async () => {
    const anonymous = createClient({ origin: world.origin, token: () => undefined });
    const signIn = (initData: string) => refusal(anonymous(api.session.create, { body: { initData } }));
    const { telegram } = world.boris;
    expect(await signIn('user=%7B%22id%22%3A42%7D')).toBe('init_data_invalid');
    expect(await signIn(signInitData(telegram).replace('42', '43'))).toBe('init_data_invalid');
    const yesterday = String(Math.floor(Date.now() / 1000) - 86_400);
    expect(await signIn(signInitData(telegram, { auth_date: yesterday }))).toBe('init_data_expired');
    expect(await signIn('')).toBe('invalid_request');
  });

  it('forgets the sessions of the person that are over, and no others', async () => {
    const person = await world.newcomer();
    const [live, idle, old] = [
      await world.newcomer(person.telegram),
      await world.newcomer(person.telegram),
      await world.newcomer(person.telegram),
    ];
    await age(idle, { used: '13 hours' });
    await age(old, { made: '8 days', used: '1 minute' });
    await world.newcomer(person.telegram);
    expect([await stored(live), await stored(idle), await stored(old)].map(Boolean)).toEqual([true, false, false]);
  });
});

describe('a session', () => {
  it.each([
    [{ used: '11 hours 59 minutes' }, true],
    [{ used: '12 hours 1 second' }, false],
    [{ made: '6 days 23 hours', used: '1 hour' }, true],
    [{ made: '7 days 1 second', used: '1 second' }, false],
  ])('last used and made %o ago is good: %s', async (times, good) => {
    const person = await world.newcomer();
    await age(person, times);
    expect(
      await me(person).then(
        () => true,
        () => false,
      ),
    ).toBe(good);
  });

  it('lives on with its use, without a write at each', async () => {
    const person = await world.newcomer();
    await age(person, { used: '11 hours' });
    await me(person);
    const touched = await stored(person);
    expect(Date.now() - Date.parse(touched?.used_at ?? '')).toBeLessThan(60_000);
    await me(person);
    expect((await stored(person))?.used_at).toBe(touched?.used_at);
  });

  it('ends at once when its person signs out; their others go on', async () => {
    const phone = await world.newcomer();
    const tablet = await world.newcomer(phone.telegram);
    await phone.call(api.session.end, {});
    expect(await refusal(me(phone))).toBe('unauthenticated');
    expect(await refusal(phone.call(api.session.end, {}))).toBe('unauthenticated');
    expect((await me(tablet)).id).toBe(phone.me.id);
  });

  it('made before a person’s “not before” is void, one made after is good', async () => {
    const before = await world.newcomer();
    await sql`update users set not_before = now() where id = ${before.me.id}`.execute(world.db);
    expect(await refusal(me(before))).toBe('unauthenticated');
    expect((await me(await world.newcomer(before.telegram))).id).toBe(before.me.id);
  });

  it('goes with its person', async () => {
    const person = await world.newcomer();
    await world.db.deleteFrom('users').where('id', '=', person.me.id).execute();
    expect(await refusal(me(person))).toBe('unauthenticated');
  });

  it.each(['Basic', 'bearer', 'Bearer  ', 'Token'])('is not taken from “%s …”', async (scheme) => {
    const headers = { authorization: `${scheme} ${world.gleb.token}` };
    expect((await fetch(`${world.origin}/api/v1/users/me`, { headers })).status).toBe(401);
  });

  it('is not taken from the address', async () => {
    const response = await fetch(`${world.origin}/api/v1/users/me?token=${world.gleb.token}`);
    expect([400, 401]).toContain(response.status);
  });
});
