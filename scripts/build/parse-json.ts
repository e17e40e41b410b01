import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

/** V8 reads data several times faster as JSON than as a program. */
export const parseJson: Plugin = {
  name: 'parse-json',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.json$/ }, ({ path }) => {
      const data = JSON.stringify(JSON.parse(readFileSync(path, 'utf8')));
      return { contents: `module.exports = JSON.parse(${JSON.stringify(data)});`, loader: 'js' };
    });
  },
};
