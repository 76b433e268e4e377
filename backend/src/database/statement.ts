import type { CompiledQuery, RawBuilder } from 'kysely';
import type { Database } from './connect.ts';

/** Stands for a value where the text of a {@link statement} is written. */
export class Parameter {
  readonly position: number;

  constructor(position: number) {
    this.position = position;
  }
}

/** A value, or where it will be. */
export type Value<Type> = Type | Parameter;

type ParametersOf<Values> = { [At in keyof Values]: Parameter };

/**
 * A statement whose text is written once and not at every call: for those that every screen waits for. The text cannot
 * depend on the values, and each of them is one parameter however often it occurs.
 */
export function statement<Values extends readonly unknown[], Row>(
  write: (...parameters: ParametersOf<Values>) => RawBuilder<Row>,
): (db: Database, ...values: Values) => Promise<Row[]> {
  let written: CompiledQuery<Row> | undefined;
  return async (db, ...values) => {
    written ??= compile(db, write);
    const { rows } = await db.executeQuery<Row>({ ...written, parameters: [...values, ...written.parameters] });
    return rows;
  };
}

/** Values come first and in their order, whatever else the text holds comes after them. */
function compile<Values extends readonly unknown[], Row>(
  db: Database,
  write: (...parameters: ParametersOf<Values>) => RawBuilder<Row>,
): CompiledQuery<Row> {
  const parameters: Parameter[] = Array.from({ length: write.length }, (_, at) => new Parameter(at + 1));
  const query = write(...(parameters as ParametersOf<Values>)).compile(db);
  const constants: unknown[] = [];
  const numbers = query.parameters.map((parameter) =>
    parameter instanceof Parameter ? parameter.position : write.length + constants.push(parameter),
  );
  const sql = query.sql.replaceAll(/\$(\d+)/g, (_, place: string) => `$${numbers[Number(place) - 1]}`);
  return { ...query, sql, parameters: constants };
}
