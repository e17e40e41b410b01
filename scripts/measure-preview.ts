/**
 * How long it takes from saving an issue to seeing the change in a real Chromium: `npm run measure:preview --
 * [--items N] [--runs N]`, after `npm run build`. Prints the median, the slowest and what each part took.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { launchChromium } from './launch-chromium.ts';

const { values } = parseArgs({
  options: {
    items: { type: 'string', default: '0' },
    runs: { type: 'string', default: '20' },
    program: { type: 'string', default: 'dist/cli/main.js' },
  },
});
const runs = Number(values.runs);
const folder = mkdtempSync(join(tmpdir(), 'pennypost-measure-'));
for (const part of ['issues', 'subscribers', 'pennypost.yaml'])
  cpSync(part, join(folder, part), { recursive: true });
const file = join(folder, 'issues/010-who-pays-the-postage.md');
const items = Array.from(
  { length: Number(values.items) },
  (_, at) =>
    `- Writer ${at}, [a letter about \`route_${at}()\`](https://example.org/letters/${at}.html), carried by hand`,
);
const text = `${readFileSync(file, 'utf8')}\n\n${items.join('\n')}\n`;
writeFileSync(file, text);

const preview = spawn(
  process.execPath,
  [values.program, 'preview', '10', '--config', join(folder, 'pennypost.yaml')],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
const browser = await launchChromium();
try {
  const [said] = await once(preview.stdout, 'data');
  const url = /http:\S+/.exec(String(said))?.[0];
  if (url === undefined) throw new Error(`The preview did not say where it is: ${said}`);
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(url);
  await page.waitForFunction(isShown('A traveller'));
  const times: number[] = [];
  for (let run = -3; run < runs; run += 1) {
    await page.waitForTimeout(700);
    const word = `Saved${run + 3}x`;
    const seen = page.waitForFunction(isShown(word), undefined, { polling: 'raf' });
    // The polling has to be there before the change.
    await page.waitForTimeout(50);
    const saved = performance.now();
    writeFileSync(file, text.replace('A traveller', `${word}. A traveller`));
    await seen;
    if (run >= 0) times.push(performance.now() - saved);
  }
  times.sort((one, other) => one - other);
  const shown = (ms = 0) => `${Math.round(ms)} ms`;
  console.log(
    `${values.items} items more, ${runs} saves: median ${shown(times[runs >> 1])}, slowest ${shown(times.at(-1))}`,
  );
} finally {
  preview.kill();
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}

/** In the page: nothing runs in the frame of an email. */
function isShown(words: string): string {
  const text = `document.querySelector('.frame iframe').contentDocument?.body?.textContent`;
  return `${text}?.includes(${JSON.stringify(words)})`;
}
