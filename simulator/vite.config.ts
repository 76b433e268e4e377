import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

export default defineConfig({
  root: new URL('web', import.meta.url).pathname,
  base: '/simulator/',
  plugins: [vue()],
  build: { outDir: new URL('dist', import.meta.url).pathname, emptyOutDir: true, target: 'es2023' },
});
