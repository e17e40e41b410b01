/** Takes the pictures of the README: the sample issue in both designs. `npm run screenshots`, in a built clone. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';

const pictures = [
  { template: 'digest', issue: 'issues/010-who-pays-the-postage.md', colorScheme: 'light' },
  { template: 'letter', issue: 'issues/010-who-pays-the-postage.md', colorScheme: 'dark' },
];
const size = { width: 700, height: 900 };

const folder = mkdtempSync(path.join(tmpdir(), 'pennypost-screenshots-'));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  for (const { template, issue, colorScheme } of pictures) {
    const config = path.join(folder, 'pennypost.yaml');
    const sample = readFileSync('pennypost.yaml', 'utf8');
    const absolute = sample.replace(
      /^(content|subscribers): (.*)$/gm,
      (_, name, folder) => `${name}: ${path.resolve(folder)}`,
    );
    writeFileSync(config, absolute.replace(/^template: .*$/m, `template: ${template}`));
    execFileSync(process.execPath, [
      'dist/cli/main.js',
      '--config',
      config,
      'render',
      issue,
      '--out',
      folder,
    ]);
    const page = await browser.newPage({ viewport: size, colorScheme, deviceScaleFactor: 2 });
    await page.setContent(readFileSync(path.join(folder, `${path.parse(issue).name}.html`), 'utf8'));
    const file = `docs/images/${template}-${colorScheme}.png`;
    await page.screenshot({ path: file, animations: 'disabled' });
    await page.close();
    console.log(file);
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
