/** Starts the Chromium of this machine, headless. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox', '--disable-gpu'] });
}

function findChromium(): string {
  const places = (process.env.PATH ?? '').split(delimiter).map((directory) => join(directory, 'chromium'));
  const found = places.find((place) => existsSync(place));
  if (found === undefined)
    throw new Error('There is no chromium on the PATH: install it and run this again.');
  return found;
}
