/** Answers that `first-load.ts` asked for before the app's code was there, by address. */
export type EarlyAnswers = Map<string, Promise<Response>>;

declare global {
  interface Window {
    earlyAnswers?: EarlyAnswers;
  }
}

/** `fetch`, but what was asked for early is taken from there, once. */
export function fetchWith(answers: EarlyAnswers | undefined, later: typeof fetch = fetch): typeof fetch {
  return (input, init) => {
    const address = typeof input === 'string' ? input : '';
    const early = answers?.get(address);
    answers?.delete(address);
    return early ?? later(input, init);
  };
}
