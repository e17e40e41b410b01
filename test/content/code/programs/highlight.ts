import { register } from 'node:module';
import { highlightCode } from '../../../../src/content/code/highlight-code.ts';

/** Highlights the markdown it is given, and writes a line for each file of shiki that is loaded for it. */
const hook = `
  import { writeSync } from 'node:fs';
  export function load(url, context, next) {
    if (url.includes('shiki')) writeSync(1, url + '\\n');
    return next(url, context);
  }`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
await highlightCode(process.argv[2] ?? '', 12_000);
