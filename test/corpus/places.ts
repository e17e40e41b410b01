import path from 'node:path';

/** Real newsletters and real bounces, beside the project and not part of it, since they are other people's. */
export const corpus = path.resolve('../shared/corpus');

/** By folder, with what is right for each file in truth.tsv. */
export const newsletters = path.join(corpus, 'newsletters');

/** By whose tests they come from, with what is right for each in expected.jsonl. */
export const bounces = path.join(corpus, 'bounces');

/** Small files of people with what is right for each in expected.json. */
export const imports = path.resolve('../shared/cases/imports');

/** Small sites with what their generators made of each file in expected.json, and lay.mjs, which lays one out. */
export const sites = path.resolve('../shared/cases/sites');
