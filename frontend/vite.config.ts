import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';
import { slimContract } from './vite/contract.ts';

export default defineConfig({
  plugins: [slimContract(), vue()],
  define: { __VUE_OPTIONS_API__: 'false' },
  build: {
    // What Telegram's WebViews can do: Android's follows Chrome, iOS 15.4 is the oldest with `<dialog>`.
    target: ['chrome111', 'safari15.4'],
    manifest: true,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // Few requests show a page: what rarely changes, what every page shares, and the page. Left alone, the bundler
        // makes a file of nearly every component.
        codeSplitting: {
          groups: [
            { name: 'vue', test: /node_modules|plugin-vue/ },
            { name: 'forms', test: /src\/(draft|i18n\/(currencies|time-zones)|ui\/(Field|TextArea|Select|Choice))/ },
            { name: 'shell', test: /src\/(?!features|locales)|contract/ },
          ],
        },
      },
    },
  },
});
