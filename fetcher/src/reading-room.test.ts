import { describe, expect, it, onTestFinished } from 'vitest';
import { openReadingRoom } from './reading-room.ts';

const page = (asked: string) => ({
  asked,
  url: asked,
  contentType: 'text/html',
  bytes: new Uint8Array(Buffer.from('<title>Kettle</title><h1>Kettle</h1>')),
});

describe('a page that is never read to its end', () => {
  it.each(['endless', 'greedy'])(
    'because its reader is %s ends what reads it, not the fetcher; the next one is read',
    async (how) => {
      const room = openReadingRoom(new URL('testing/endless-worker.ts', import.meta.url));
      onTestFinished(() => room.close());
      const started = performance.now();
      const [never, next] = [
        room.read(page(`https://shop.example/${how}`)),
        room.read(page('https://shop.example/kettle')),
      ];
      await expect(never).rejects.toThrow('no_page');
      expect(performance.now() - started).toBeLessThan(10_000);
      expect(await next).toMatchObject({ facts: { title: 'Kettle' }, problem: null });
    },
  );
});
