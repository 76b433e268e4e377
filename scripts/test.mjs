import { runInstalled } from './bootstrap.mjs';

runInstalled('test.ts');
