import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { minify, type Plugin, type Rolldown, transformWithOxc } from 'vite';

const source = join(import.meta.dirname, '../src/first-load.ts');

/** The page's lazy parts that the first script may send for, by the end of the name of their module. */
const parts = {
  home: 'features/home/HomePage.vue',
  'shared-wishlist': 'features/shared-wishlist/SharedWishlistPage.vue',
  'shared-wish': 'features/shared-wishlist/WishPage.vue',
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
          Object.entries(parts).map(([name, module]) => [
            name,
            // What the page asks for by itself need not be sent for.
            filesOf(bundle, module).filter((file) => !html.includes(file)),
          ]),
        );
        const plain = `{${code.replaceAll(/^export /gm, '')};firstLoad(window,${JSON.stringify(files)})}`;
        const script = await minify('first-load.js', plain, { module: false });
        return html.replace('<script id="first-load"></script>', () => `<script>${script.code}</script>`);
      },
    },
  };
}

/** The files of a lazy part of the app. */
function filesOf(bundle: Rolldown.OutputBundle, module: string): string[] {
  const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
  const chunk = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(module));
  const names = chunk ? [chunk.fileName, ...chunk.imports] : [];
  return chunks
    .filter(({ fileName }) => names.includes(fileName))
    .flatMap(({ fileName, viteMetadata }) => [fileName, ...(viteMetadata?.importedCss ?? [])])
    .map((file) => `/${file}`);
}
