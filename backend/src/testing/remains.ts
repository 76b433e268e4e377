import { sql } from 'kysely';
import type { Database } from '../database/connect.ts';

/** In which tables, those of the queues as well, any of these texts stands in a row, whatever the column. */
export async function findRemains(db: Database, texts: readonly string[]): Promise<string[]> {
  const { rows: tables } = await sql<{ schema: string; name: string }>`
    select table_schema as schema, table_name as name from information_schema.tables
    where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE' order by 1, 2`.execute(db);
  const found: string[] = [];
  for (const { schema, name } of tables) {
    const { rows } = await sql`
      select from ${sql.table(`${schema}.${name}`)} as row, unnest(${texts}::text[]) as given
      where strpos(row::text, given) > 0 limit 1`.execute(db);
    if (rows.length > 0) found.push(`${schema}.${name}`);
  }
  return found;
}

/** The columns that refer to a person, by `table.column`, each with whether one of its rows is this person’s. */
export async function findTies(db: Database, userId: string): Promise<Record<string, boolean>> {
  const { rows: columns } = await sql<{ table: string; column: string }>`
    select tables.relname as table, columns.attname as column
    from pg_constraint join pg_class as tables on tables.oid = conrelid
      join pg_attribute as columns on columns.attrelid = conrelid and columns.attnum = conkey[1]
    where contype = 'f' and confrelid = 'users'::regclass order by 1, 2`.execute(db);
  const ties: Record<string, boolean> = {};
  for (const { table, column } of columns) {
    const { rows } = await sql`select from ${sql.table(table)} where ${sql.ref(column)} = ${userId} limit 1`.execute(
      db,
    );
    ties[`${table}.${column}`] = rows.length > 0;
  }
  return ties;
}
