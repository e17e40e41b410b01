/**
 * What bounces cost: `npm run measure:bounces -- FILE|FOLDER…`, in a built clone. Classifies every message under those
 * paths several times, from one mbox file, as `pennypost bounces classify --json` does, and prints messages for a second of
 * CPU of the whole process, its start included; then the time of each message by itself.
 */

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { classify } from '../dist/cli/bounces/classify.js';
import { classifyMessage } from '../dist/feedback/reports/classify-message.js';
import { mimeReader } from '../dist/mail/read-mime-worker.js';

const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

const started = cpuSeconds();
const atLeast = 4_000;
const files = process.argv.slice(2).flatMap(messagesUnder);
if (files.length === 0) throw new Error('Name files or folders with messages that came back.');
const contents = files.map((file) => readFileSync(file));
const rounds = Math.ceil(atLeast / files.length);
const folder = mkdtempSync(path.join(tmpdir(), 'measure-bounces-'));
const mbox = path.join(folder, 'mbox');
writeFileSync(mbox, contents.map(mboxEntry).join('').repeat(rounds), 'latin1');

let lines = 0;
const context = { cwd: process.cwd(), env: {}, out: () => lines++, err: () => {}, isInteractive: false };
const prepared = cpuSeconds() - started;
await classify([mbox], { json: true }, { ...context, stop: new AbortController().signal });
rmSync(folder, { recursive: true });
const seconds = cpuSeconds() - prepared;
console.log(
  `${lines} messages in ${seconds.toFixed(2)} s of CPU: ${Math.round(lines / seconds)} messages a second per core`,
);

const readMime = mimeReader();
for (const content of contents.slice(0, 100)) await classifyMessage(content, readMime);
const times = [];
for (const content of contents) {
  const began = performance.now();
  await classifyMessage(content, readMime);
  times.push(performance.now() - began);
}
times.sort((a, b) => a - b);
const rank = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(2);
console.log(`one at a time, in ms: p50 ${rank(0.5)}  p99 ${rank(0.99)}  max ${rank(1)}`);
process.exit(0);

/** RFC 4155, with `>` before what would be a separator. */
function mboxEntry(content) {
  const text = content.toString('latin1').replace(/^From .*\r?\n/, '');
  return `From MAILER-DAEMON Mon Mar  2 10:00:00 2026\n${text.replace(/^(>*From )/gm, '>$1')}\n\n`;
}

function messagesUnder(name) {
  if (!statSync(name).isDirectory()) return [name];
  return readdirSync(name, { recursive: true })
    .map((file) => path.join(name, file))
    .filter((file) => /\.(?:eml|txt|msg)$/.test(file) && statSync(file).isFile());
}
