/** Takes the pictures of the README: the sample issue in both designs, and in the preview. `npm run screenshots`. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { launchChromium } from './launch-chromium.ts';

const issue = 'issues/010-who-pays-the-postage.md';
const designs = [
  { template: 'digest', colorScheme: 'light' },
  { template: 'letter', colorScheme: 'dark' },
] as const;

const folder = mkdtempSync(path.join(tmpdir(), 'pennypost-screenshots-'));
const browser = await launchChromium();
try {
  for (const design of designs) await takeEmail(design);
  await takePreview();
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}

async function takeEmail({ template, colorScheme }: (typeof designs)[number]): Promise<void> {
  const config = path.join(folder, 'pennypost.yaml');
  const sample = readFileSync('pennypost.yaml', 'utf8');
  const absolute = sample.replace(
    /^(content|subscribers): (.*)$/gm,
    (_, name, given) => `${name}: ${path.resolve(given)}`,
  );
  writeFileSync(config, absolute.replace(/^template: .*$/m, `template: ${template}`));
  execFileSync(process.execPath, ['dist/cli/main.js', '--config', config, 'render', issue, '--out', folder]);
  const page = await browser.newPage({
    viewport: { width: 700, height: 900 },
    colorScheme,
    deviceScaleFactor: 2,
  });
  await page.setContent(readFileSync(path.join(folder, `${path.parse(issue).name}.html`), 'utf8'));
  await save(page, `docs/images/${template}-${colorScheme}.png`);
}

async function takePreview(): Promise<void> {
  const preview = spawn(process.execPath, ['dist/cli/main.js', '--data', folder, 'preview', issue]);
  try {
    const url = await said(preview, /http:\/\/\S+/);
    const page = await browser.newPage({ viewport: { width: 1480, height: 860 } });
    await page.goto(url);
    await page.getByText('Findings').first().waitFor();
    // The findings come a moment after the email.
    await page.waitForTimeout(2_000);
    await save(page, 'docs/images/preview.png');
  } finally {
    preview.kill();
    await once(preview, 'close');
  }
}

async function said(child: ChildProcess, pattern: RegExp): Promise<string> {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += chunk));
  for (;;) {
    const found = pattern.exec(text);
    if (found) return found[0];
    if (child.exitCode !== null) throw new Error(`The preview ended: ${text}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function save(page: Page, file: string): Promise<void> {
  await page.screenshot({ path: file, animations: 'disabled' });
  await page.close();
  console.log(file);
}
