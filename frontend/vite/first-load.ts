import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { minify, type Plugin, type Rolldown, transformWithOxc } from 'vite';

const source = join(import.meta.dirname, '../src/first-load.ts');

/** The page's lazy parts that the first script may send for, by the end of the name of their module. */
const parts = {
  home: 'features/home/HomePage.vue',
  'shared-wishlist': 'features/shared-wishlist/SharedWishlistPage.vue',
  ru: 'locales/ru.json',
  en: 'locales/en.json',
};

/** Puts `src/first-load.ts` into the page, where `<script id="first-load">` stands, with the built names of the files. */
export function firstLoad(): Plugin {
  return {
    name: 'wishlins:first-load',
    transformIndexHtml: {
      order: 'post',
      async handler(html, { bundle = {} }) {
        const { code } = await transformWithOxc(await readFile(source, 'utf8'), source);
        const files = Object.fromEntries(
          Object.entries(parts).map(([name, module]) => [name, filesOf(bundle, module)]),
        );
        const plain = `{${code.replaceAll(/^export /gm, '')};firstLoad(window,${JSON.stringify(files)})}`;
        const script = await minify('first-load.js', plain, { module: false });
        return html.replace('<script id="first-load"></script>', () => `<script>${script.code}</script>`);
      },
    },
  };
}

function filesOf(bundle: Rolldown.OutputBundle, module: string): string[] {
  const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
  const chunk = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(module));
  return chunk ? [chunk.fileName, ...(chunk.viteMetadata?.importedCss ?? [])].map((file) => `/${file}`) : [];
}
