import { join } from 'node:path';
import type { Plugin, Rolldown } from 'vite';

/** Where a list opened by its link begins. */
const beginnings = ['main.ts', 'features/shared-wishlist/SharedWishlistPage.vue'];
const framework = /\/node_modules\/(?:@vue|vue|vue-router)\/|plugin-vue/;
const ours = /\/src\/|contract/;
const ofManyPages = /\/src\/(?!features)|contract/;

/**
 * Which file a module goes into, so that few requests show a page: `vue`, which rarely changes; `shell`, all that a list
 * opened by its link needs; `parts`, what else pages share. The rest stays with its page. Left alone, the bundler makes a file
 * of nearly every component.
 */
export function fewChunks(): Plugin {
  const needed = new Set<string>();

  function need(id: string, context: Rolldown.PluginContext): void {
    if (needed.has(id)) return;
    needed.add(id);
    for (const imported of context.getModuleInfo(id)?.importedIds ?? []) need(imported, context);
  }

  const groups: Rolldown.CodeSplittingGroup[] = [
    { name: 'vue', test: framework, priority: 3 },
    { name: 'shell', test: (id) => needed.has(id) && ours.test(id), priority: 2 },
    { name: 'parts', test: ofManyPages, priority: 1 },
  ];
  return {
    name: 'wishlins:few-chunks',
    config: () => ({ build: { rolldownOptions: { output: { codeSplitting: { groups } } } } }),
    buildEnd() {
      for (const file of beginnings) need(join(import.meta.dirname, '../src', file), this);
    },
  };
}
