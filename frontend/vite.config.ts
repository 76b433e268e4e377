import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';
import { fewChunks } from './vite/chunks.ts';
import { compressed } from './vite/compressed.ts';
import { slimContract } from './vite/contract.ts';
import { firstLoad } from './vite/first-load.ts';

export default defineConfig({
  plugins: [slimContract(), firstLoad(), fewChunks(), vue(), compressed()],
  // What draws for the server is complete in one folder.
  ssr: { noExternal: true, target: 'webworker' },
  define: { __VUE_OPTIONS_API__: 'false' },
  build: {
    // What Telegram's WebViews can do: Android's follows Chrome, iOS 15.4 is the oldest with `<dialog>`.
    target: ['chrome111', 'safari15.4'],
    manifest: true,
    modulePreload: { polyfill: false },
  },
});
