/** One line as the API takes it: no control characters, nothing that turns the text around it. */
export function clean(line: string): string {
  return line
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/[\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g, ' ')
    .replaceAll(/ +/g, ' ')
    .trim();
}
