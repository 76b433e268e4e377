import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { chromium, type Page } from 'playwright-core';

const folder = import.meta.dirname;
const quality = 0.8;

/** Draws every `src/*.svg` into a WebP beside this file: `npm run pictures -w simulator [-- <path of a Chromium>]`. */
const browser = await chromium.launch({
  executablePath: process.argv[2] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  const page = await browser.newPage();
  for (const file of (await readdir(join(folder, 'src'))).toSorted()) {
    const picture = await render(page, await readFile(join(folder, 'src', file), 'utf8'));
    await writeFile(join(folder, `${basename(file, '.svg')}.webp`), picture);
    console.log(`${file}: ${(picture.length / 1000).toFixed(1)} kB`);
  }
} finally {
  await browser.close();
}

async function render(page: Page, svg: string): Promise<Buffer> {
  const dataUrl = await page.evaluate(
    async ({ source, amount }) => {
      const image = new Image();
      image.src = URL.createObjectURL(new Blob([source], { type: 'image/svg+xml' }));
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = image.naturalWidth;
      canvas.height = image.naturalHeight;
      canvas.getContext('2d')?.drawImage(image, 0, 0);
      return canvas.toDataURL('image/webp', amount);
    },
    { source: svg, amount: quality },
  );
  return Buffer.from(dataUrl.slice(dataUrl.indexOf(',') + 1), 'base64');
}
