/** What a page says of itself before anything else is read. */
const head = 4096;

/**
 * The text of a page: in the charset that its first bytes, its header or its own head name, in this order; in
 * windows-1251 where what was named, or UTF-8, cannot be what it is in.
 */
export function decodeText(bytes: Uint8Array, contentType: string): string {
  const marked = byteOrderMark(bytes);
  if (marked) return decode(bytes, marked);
  const named = [charsetIn(contentType), charsetInHead(bytes)].filter((label) => label !== undefined);
  for (const label of [...named, 'utf-8']) {
    if (label !== 'utf-8') return decode(bytes, label);
    const text = decode(bytes, 'utf-8');
    if (!isGarbled(text)) return text;
  }
  return decode(bytes, 'windows-1251');
}

function byteOrderMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}

function charsetIn(text: string): string | undefined {
  const named = /charset\s*=\s*["']?\s*([\w:.-]+)/i.exec(text)?.[1];
  return named && labelOf(named);
}

function charsetInHead(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, head)).toString('latin1');
  const declared = /^\s*<\?xml[^>]*encoding\s*=\s*["']([\w-]+)/i.exec(start)?.[1];
  const label = declared ? labelOf(declared) : charsetIn(/<meta[^>]*charset[^>]*>/i.exec(start)?.[0] ?? '');
  // Whoever can read these letters is not in UTF-16.
  return label?.startsWith('utf-16') ? 'utf-8' : label;
}

/** The name by which a decoder knows a charset. */
function labelOf(named: string): string | undefined {
  const name = named.toLowerCase().replace(/^(?:cp|win)-?1251$/, 'windows-1251');
  try {
    return new TextDecoder(name).encoding;
  } catch {
    return undefined;
  }
}

function decode(bytes: Uint8Array, label: string): string {
  return new TextDecoder(label).decode(bytes);
}

/** Whether a text was in another charset: one letter in hundreds may be damaged, not one in ten. */
function isGarbled(text: string): boolean {
  const damaged = text.match(/\uFFFD/g)?.length ?? 0;
  if (damaged < 8) return false;
  return damaged * 10 > (text.match(/[^\u0000-\u007F]/g)?.length ?? 0);
}
