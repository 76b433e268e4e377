import { runInstalled } from './bootstrap.mjs';

runInstalled('serve.ts');
