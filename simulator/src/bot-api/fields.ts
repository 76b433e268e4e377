import { badRequest } from './telegram.ts';

/** The parameters of a call. In forms everything is text, so numbers, flags and objects are read from text as well. */
export type Fields = Record<string, unknown>;

/** A file that came with a call. */
export interface Upload {
  name: string;
  content: Buffer;
}

/** The text under a name; empty when there is none. */
export function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** The whole number under a name, if there is one. */
export function integerOf(fields: Fields, name: string): number | undefined {
  const text = textOf(fields, name);
  return /^-?\d+$/.test(text) ? Number(text) : undefined;
}

/** Whether the flag under a name is set. */
export function flagOf(fields: Fields, name: string): boolean {
  const value = fields[name];
  if (value !== undefined && typeof value !== 'boolean' && !/^(?:true|false|0|1|)$/i.test(textOf(fields, name))) {
    badRequest(`field "${name}" must be of type Boolean`);
  }
  return value === true || /^(?:true|1)$/i.test(textOf(fields, name));
}

/** The object under a name, if there is one. */
export function recordOf(fields: Fields, name: string): Fields | undefined {
  const value = parsed(fields[name], name);
  if (value === undefined || value === null) return undefined;
  if (!isRecord(value)) badRequest(`object expected as ${name.replaceAll('_', ' ')}`);
  return value;
}

/** The list under a name, if there is one. */
export function listOf(fields: Fields, name: string): unknown[] | undefined {
  const value = parsed(fields[name], name);
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) badRequest(`field "${name}" must be of type Array`);
  return value;
}

/** The objects in the list under a name, if there is one. */
export function recordsOf(fields: Fields, name: string): Fields[] | undefined {
  return listOf(fields, name)?.map((each) => (isRecord(each) ? each : badRequest(`expected an Object in ${name}`)));
}

/** The file under a name, sent in place or by `attach://`. */
export function uploadOf(fields: Fields, name: string): Upload | undefined {
  const value = fields[name];
  if (isUpload(value)) return value;
  const attached = /^attach:\/\/(.+)$/.exec(textOf(fields, name))?.[1];
  if (!attached) return undefined;
  const file = fields[attached];
  return isUpload(file) ? file : badRequest('invalid file attachment specified');
}

export function isUpload(value: unknown): value is Upload {
  return isRecord(value) && Buffer.isBuffer(value.content);
}

function parsed(value: unknown, name: string): unknown {
  if (typeof value !== 'string') return value;
  if (value === '') return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return badRequest(`can't parse ${name.replaceAll('_', ' ')} JSON object`);
  }
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
