import { join } from 'node:path';
import { createServer } from 'vite';
import { freePort } from '../../../backend/src/free-port.ts';
import { inBrowser, type Screen } from './stage.ts';

const frontend = join(import.meta.dirname, '..', '..', '..', 'frontend');

/** The gallery of the visual language, which is in no build: Vite serves it as in development. */
export const galleryScreens = {
  gallery: async ({ context, origin }) => {
    const port = await freePort();
    const vite = await createServer({
      configFile: join(frontend, 'vite.config.ts'),
      root: frontend,
      logLevel: 'error',
      server: { host: '127.0.0.1', port, strictPort: true, hmr: false, proxy: { '^/(api|pictures)/': origin } },
    });
    await vite.listen();
    context.on('close', () => void vite.close());
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${port}/gallery`);
    await page.getByRole('heading', { level: 1 }).waitFor({ timeout: 120_000 });
    return { ...inBrowser(page), screen: { screenshot: (options) => page.screenshot({ ...options, fullPage: true }) } };
  },
} satisfies Record<string, Screen>;
