const drawable =
  /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}\p{Nd}\p{P}\p{Sc}\p{Emoji}\p{Emoji_Component}\p{M} +<=>|~^°№™©®×÷±]/u;
const segmenter = new Intl.Segmenter();

/** The text as far as the fonts of cards can draw it: fancy letters become plain ones, what is in other scripts goes. */
export function drawableText(text: string): string {
  const kept = Array.from(segmenter.segment(text), ({ segment }) => {
    const plain = isDrawable(segment) ? segment : segment.normalize('NFKC');
    return isDrawable(plain) ? plain : ' ';
  });
  return kept.join('').replaceAll(/\s+/g, ' ').trim();
}

function isDrawable(segment: string): boolean {
  return Array.from(segment).every((char) => drawable.test(char));
}

/** Whether it is drawn as a colour picture. */
export function isEmoji(grapheme: string): boolean {
  return /\p{Emoji_Presentation}|\p{Extended_Pictographic}|\u{20E3}/u.test(grapheme);
}

/** Whether the text is read from the right, by its first letter. */
export function isFromRight(text: string): boolean {
  const [letter = ''] = /\p{L}/u.exec(text) ?? [];
  return /[\p{Script=Hebrew}\p{Script=Arabic}]/u.test(letter);
}
