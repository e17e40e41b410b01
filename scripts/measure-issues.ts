/**
 * What issues cost: `npm run measure:issues -- FOLDER…`. Renders and lints every issue of each folder
 * in the digest design, warm, and prints milliseconds, bytes, on what they are spent, how many are refused, and what
 * lint says of them, by rule.
 */

import { openRenderer } from '../src/cli/parts/open-renderer.ts';
import { readConfig } from '../src/config.ts';
import { type IssueFolder, openIssueFolder } from '../src/content/folder/issue-file.ts';
import type { Issue } from '../src/content/issue.ts';
import { lookOver, makeEmail } from '../src/sending/prepare/prepare-issue.ts';

const folders = process.argv.slice(2);
const config = readConfig({ cwd: process.cwd(), file: 'pennypost.yaml', env: {} });
const renderer = await openRenderer(config);
const options = { ...config.newsletter, tags: {}, allows: ['draft', 'template'] } as const;
const figures: Readonly<Record<'email' | 'findings' | 'bytes' | 'message', number[]>> = {
  email: [],
  findings: [],
  bytes: [],
  message: [],
};
const spent = new Map<string, number>();
const said = new Map<string, number>();
const counts = { issues: 0, refused: 0, unreadable: 0, errors: 0, over80: 0, over100: 0 };
let isWarm = false;

for (const name of folders.length > 0 ? folders : [config.contentDirectory]) {
  const folder = await openIssueFolder(name);
  for (const { path } of folder.listing.filter((one) => /\.(?:md|mdx|markdown)$/.test(one.path))) {
    const parsed = await folder.read(path, options);
    if (!isWarm && parsed.ok) await makeEmail(renderer, parsed.issue);
    isWarm = true;
    await measure(parsed);
  }
}

const rank = (values: readonly number[], share: number) =>
  values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
const line = (values: readonly number[]) =>
  [0.5, 0.99, 1].map((share) =>
    rank(
      values.toSorted((a, b) => a - b),
      share,
    ),
  );
console.log(
  `${counts.issues} issues; ${counts.unreadable} unreadable, ${counts.refused} with tags of the site`,
);
console.log(
  `of the rest ${counts.errors} with errors; ${counts.over80} over 80,000 bytes, ${counts.over100} over 100,000`,
);
for (const [name, values] of Object.entries(figures)) {
  const [median, most, max] = line(values).map((value) => Math.round(value).toLocaleString('en'));
  console.log(
    `${name.padEnd(9)} ${name === 'bytes' || name === 'message' ? '     ' : 'in ms'}  p50 ${median}  p99 ${most}  max ${max}`,
  );
}
printCounts('bytes of HTML spent on', spent);
printCounts('findings by rule', said);
process.exit(0);

function count(counts: Map<string, number>, name: string, more = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + more);
}

function printCounts(title: string, counts: ReadonlyMap<string, number>): void {
  const most = [...counts].toSorted(([, a], [, b]) => b - a);
  console.log(`${title}: ${most.map(([name, n]) => `${name} ${n.toLocaleString('en')}`).join(', ')}`);
}

async function measure(parsed: Awaited<ReturnType<IssueFolder['read']>>): Promise<void> {
  counts.issues += 1;
  if (!parsed.ok) counts.unreadable += 1;
  else if (parsed.issue.findings.some(({ severity }) => severity === 'error')) counts.refused += 1;
  else await measureEmail(parsed.issue);
}

async function measureEmail(issue: Issue): Promise<void> {
  const began = performance.now();
  const email = await makeEmail(renderer, issue);
  const made = performance.now();
  const { size, findings } = await lookOver(renderer, email);
  figures.email.push(made - began);
  figures.findings.push(performance.now() - made);
  figures.bytes.push(size.htmlBytes);
  figures.message.push(size.messageBytes);
  for (const [part, bytes] of Object.entries(size.parts)) count(spent, part, bytes);
  for (const { rule, severity } of findings) count(said, `${rule} (${severity})`);
  const largest = Math.max(size.htmlBytes, size.encodedHtmlBytes);
  if (largest > 100_000) counts.over100 += 1;
  else if (largest > 80_000) counts.over80 += 1;
  if (findings.some(({ severity }) => severity === 'error')) counts.errors += 1;
}
