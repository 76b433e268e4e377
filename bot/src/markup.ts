/** Text in Telegram’s HTML, with everything that people wrote escaped. Source: https://core.telegram.org/bots/api#html-style */
export type Html = string & { readonly markup: 'html' };

/** The longest message, in UTF-16 units of what is seen. */
const longestMessage = 4096;
const segmenter = new Intl.Segmenter();
const rightToLeft = /\p{Script=Hebrew}|\p{Script=Arabic}|\p{Script=Syriac}|\p{Script=Thaana}|\p{Script=Nko}/u;

/** Text as it is, safe inside HTML; from right to left it keeps to itself and turns nothing around it. */
export function escape(text: string): Html {
  const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
  return (rightToLeft.test(text) ? `\u2068${safe}\u2069` : safe) as Html;
}

/** Shortens a text to so many UTF-16 units, never inside of what people take for one letter. */
export function cut(text: string, units: number): string {
  if (text.length <= units) return text;
  let end = 0;
  for (const { index, segment } of segmenter.segment(text.slice(0, units + 64))) {
    if (index + segment.length > units - 1) break;
    end = index + segment.length;
  }
  return `${text.slice(0, end)}…`;
}

/** Lines as one message; those that no longer fit are left out, and an ellipsis says so. */
export function join(lines: readonly (Html | '')[], longest = longestMessage): Html {
  let [text, length] = ['', 0];
  for (const line of lines) {
    const added = (text ? 1 : 0) + seenLength(line);
    if (length + added > longest - 2) return `${text}\n…` as Html;
    text = text ? `${text}\n${line}` : line;
    length += added;
  }
  return text as Html;
}

/** How many UTF-16 units Telegram counts: what is left without tags, with each entity as one. */
function seenLength(html: string): number {
  return html.replaceAll(/<[^>]*>/g, '').replaceAll(/&\w+;/g, '_').length;
}
