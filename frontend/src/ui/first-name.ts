/** One speaks of people by their first name: the first word with a letter in it, or all that there is. */
export function firstNameOf(name: string): string {
  return /\S*\p{L}\S*/u.exec(name)?.[0] ?? name;
}
