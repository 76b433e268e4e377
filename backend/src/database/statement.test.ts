import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { captureStatements } from '../testing/statements.ts';
import { statement } from './statement.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const greeting = statement<[whom: string, times: number], { text: string }>(
  (whom, times) => sql`select repeat(${'Hello, '} || ${whom}::text || ${'! '}, ${times}::int) || ${whom} as text`,
);

it('a statement is written once and runs with the values of each call', async () => {
  expect(await greeting(database.db, 'Boris', 2)).toEqual([{ text: 'Hello, Boris! Hello, Boris! Boris' }]);
  expect(await greeting(database.db, 'Vera', 1)).toEqual([{ text: 'Hello, Vera! Vera' }]);
});

it('a value is one parameter however often it occurs; what the text itself holds comes after the values', async () => {
  const [sent] = await captureStatements(database.url, (db) => greeting(db, 'Boris', 1));
  expect(sent).toEqual({
    sql: 'select repeat($3 || $1::text || $4, $2::int) || $1 as text',
    parameters: ['Boris', 1, 'Hello, ', '! '],
  });
});
