import { existsSync } from 'node:fs';
import { corpus } from '../corpus/places.ts';

/** @throws Error where the corpus is not beside the project: it was asked for by name */
export default function setup(): void {
  if (existsSync(corpus)) return;
  throw new Error(
    `There is no ${corpus}, the real newsletters and bounces that these tests read; \`npm test\` needs none of them.`,
  );
}
