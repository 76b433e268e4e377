import type { Simulator } from './simulator.ts';

/** Lets requests to these addresses wait until the answered function is called. */
export async function hold({ page }: Simulator, addresses: RegExp): Promise<() => void> {
  const held = Promise.withResolvers<void>();
  await page.route(addresses, async (route) => {
    await held.promise;
    await route.continue();
  });
  return held.resolve;
}
