/**
 * How much of small real sites is known from their source alone: `npm run measure:sites -- FOLDER`, a folder with an
 * `expected.json` of what their generators made of them. Prints a line a site: addresses right of those that are not
 * asked for, published right, pictures and links right; then what is wrong, and how long a listing of 5,000 posts takes.
 */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openIssueFolder } from '../src/content/folder/issue-file.ts';
import { scoreSites } from '../test/corpus/site-cases.ts';

const [folder = '../shared/cases/sites'] = process.argv.slice(2);
const posts = 5_000;

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
      `---\ntitle: Tide ${number}\ndate: ${date}\n---\n\nLow water.\n`,
    );
  }
  const begun = performance.now();
  const choice = { generator: null, siteUrl: null, buildZone: null, permalink: null, now: new Date() };
  const { listing } = await openIssueFolder(join(root, 'content'), 'content', choice);
  console.log(`${listing.length} posts of a Hugo site listed in ${Math.round(performance.now() - begun)} ms`);
} finally {
  rmSync(root, { recursive: true });
}
