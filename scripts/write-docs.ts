/** `npm run docs`: writes what the pages of docs/ say of commands, settings and rules from the program itself. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { stalePages, writtenPages } from './docs/written-pages.ts';

const pages = writtenPages();
const stale = stalePages(pages, (path) => (existsSync(path) ? readFileSync(path, 'utf8') : null));
for (const { path, text } of pages.filter(({ path }) => stale.includes(path))) writeFileSync(path, text);
console.log(stale.length === 0 ? 'The pages are as the program is.' : `Written anew: ${stale.join(', ')}.`);
