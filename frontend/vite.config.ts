import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';
import { slimContract } from './vite/contract.ts';
import { firstLoad } from './vite/first-load.ts';

/** A list that a link points at is shown without a single sheet, field or person to follow: they come after it. */
const neededLater = [
  String.raw`(?:app-link|draft|invite|order|pages|people-search|quick-wish|relation)\.ts`,
  'i18n/(?:currencies|time-zones)',
  'telegram/(?:swipes|links|closing)',
  'ui/(?:Sheet|ConfirmDialog|Confetti|Deeds|glide|useDrag|MainAction|Stepper|Switch|Segments|Field|TextArea|Select|Choice)',
  'ui/(?:MoreRows|PersonRow|Rows|SearchField|useBirthdayText)',
];
const later = new RegExp(`src/(?:${neededLater.join('|')})`);
const shared = new RegExp(`^(?!.*${later.source}).*(?:src/(?!features|locales)|contract)`);

export default defineConfig({
  plugins: [slimContract(), firstLoad(), vue()],
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
            { name: 'vue', test: /node_modules\/(?!uqr)|plugin-vue/, priority: 3 },
            { name: 'shell', test: shared, priority: 2 },
            { name: 'later', test: later, priority: 1 },
          ],
        },
      },
    },
  },
});
