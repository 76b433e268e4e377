import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { minify, type Plugin, type Rolldown, transformWithOxc } from 'vite';

const source = join(import.meta.dirname, '../src/first-load.ts');

/**
 * The page's lazy parts that the first script may send for, by the end of the name of their module. A shared list is none
 * of them: it came with the app itself.
 */
const parts = {
  home: 'features/home/HomePage.vue',
  'shared-wish': 'features/shared-wishlist/WishPage.vue',
};

/**
 * Puts `src/first-load.ts` into the page, where `<script id="first-load">` stands, with the built names of the files, and the
 * styles of the app with it, so that nothing but the page itself is waited for before something is shown.
 */
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
        return inlineStyles(html, bundle).replace(
          '<script id="first-load"></script>',
          () => `<script>${script.code}</script>`,
        );
      },
    },
  };
}

/** The link stays, but is not followed: Vite looks for it to know that a page which is loaded later has these styles. */
function inlineStyles(html: string, bundle: Rolldown.OutputBundle): string {
  return html.replaceAll(/<link rel="stylesheet"[^>]* href="\/([^"]+)">/g, (link, file: string) => {
    const found = bundle[file];
    const styles = found?.type === 'asset' && typeof found.source === 'string' ? found.source : undefined;
    return styles ? `<style>${styles}</style>\n    ${link.replace('>', ' disabled>')}` : link;
  });
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
