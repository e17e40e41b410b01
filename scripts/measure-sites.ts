/**
 * How much of small real sites is known from their source alone: `npm run measure:sites -- FOLDER`, a folder with an
 * `expected.json` of what their generators made of them. Prints a line a site: addresses right of those that are not
 * asked for, published right, pictures and links right; then what is wrong, how long a listing of 5,000 posts takes, and one
 * post whose page is looked for in a built site of 50,000 files, before there is an index of it and with it.
 */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openIssueFolder } from '../src/content/folder/issue-file.ts';
import type { BuiltFolder } from '../src/content/generators/issue-site.ts';
import { scoreSites } from '../test/corpus/site-cases.ts';

const [folder = '../shared/cases/sites'] = process.argv.slice(2);
const posts = 5_000;
const pages = 50_000;

const scores = await scoreSites(folder);
for (const { generator, files, addresses, asked, published, pointers, pointersRight } of scores) {
  const line = [generator.padEnd(24), `addresses ${addresses} of ${files - asked}`.padEnd(24)];
  console.log(
    [
      ...line,
      `published ${published} of ${files}`.padEnd(20),
      `pictures and links ${pointersRight} of ${pointers}`.padEnd(30),
      asked > 0 ? `asked for ${asked}` : '',
    ].join('  '),
  );
}
const sum = (count: (score: (typeof scores)[number]) => number) =>
  scores.reduce((all, one) => all + count(one), 0);
console.log(
  `in all: addresses ${sum((one) => one.addresses)} of ${sum((one) => one.files - one.asked)}, published ${sum((one) => one.published)} of ${sum((one) => one.files)}, pictures and links ${sum((one) => one.pointersRight)} of ${sum((one) => one.pointers)}`,
);
for (const wrong of scores.flatMap((one) => one.wrong)) console.log(`  ${wrong}`);

const root = mkdtempSync(join(tmpdir(), 'pennypost-posts-'));
try {
  writeFileSync(
    join(root, 'hugo.toml'),
    'baseURL = "https://pier.example/"\n[permalinks]\nlog = "/:year/:month/:sections/:slug/"\n',
  );
  for (let number = 0; number < posts; number += 1) {
    const section = join(root, 'content/log', `part-${number % 50}`);
    mkdirSync(section, { recursive: true });
    const date = new Date(Date.UTC(2010, 0, 1 + number)).toISOString().slice(0, 10);
    writeFileSync(
      join(section, `tide-${number}.md`),
      `---\ntitle: Tide ${number}\ndate: ${date}\n---\n\n${textOf(number)}\n`,
    );
  }
  const choice = { generator: null, siteUrl: null, buildZone: null, permalink: null, now: new Date() };
  const open = (built: BuiltFolder | null) =>
    openIssueFolder(join(root, 'content'), 'content', { ...choice, built });
  const { listing } = await timed(`${posts} posts of a Hugo site listed`, () => open(null));
  if (listing.length !== posts) console.log(`  only ${listing.length} of them are issues`);
  layPages(join(root, 'public'), pages);
  const built = { folder: join(root, 'public'), shownAs: 'public', cache: join(root, 'index.json') };
  for (const state of ['without an index', 'with one']) {
    const folder = await open(built);
    await timed(`a page among ${pages} files of a built site found ${state}`, () =>
      folder.read('log/part-7/tide-7.md', { siteUrl: null, language: 'en' }),
    );
  }
} finally {
  rmSync(root, { recursive: true });
}

/** Says how long something took, and how much of it the processor was at work. */
async function timed<Result>(what: string, act: () => Promise<Result>): Promise<Result> {
  const [begun, before] = [performance.now(), process.cpuUsage()];
  const result = await act();
  const { user, system } = process.cpuUsage(before);
  const [took, worked] = [performance.now() - begun, (user + system) / 1_000].map(Math.round);
  console.log(`${what} in ${took} ms, ${worked} of them processor time`);
  return result;
}

function textOf(number: number): string {
  return `Low water ${number} at the pier is told by keeper ${number * 7}, who has seen ${number * 13} of them come and go.`;
}

/** Where no rule has them, so that each must be looked for. */
function layPages(folder: string, count: number): void {
  const more = '<p>Words that stand on each page of the site, and <a href="/">links</a>.</p>'.repeat(20);
  for (let number = 0; number < count; number += 1) {
    const path = join(folder, `moved-${number % 500}`, `tide-${number}`);
    mkdirSync(path, { recursive: true });
    const html = `<title>Tide ${number}</title><h1>Tide ${number}</h1><p>${textOf(number)}</p>${more}`;
    writeFileSync(join(path, 'index.html'), html);
  }
}
