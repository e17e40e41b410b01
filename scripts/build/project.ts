import { resolve } from 'node:path';

/** The root of this repository. */
export const project = resolve(import.meta.dirname, '../..');
