import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { OutputFile, Plugin } from 'esbuild';
import { project } from './project.ts';

const sources = join(project, 'src');
const dist = join(project, 'dist');
const here = 'import.meta.url';

/** Stands for the way from a bundled file to `dist/`, which is known when all are bundled. */
const wayUp = 'pennypost:dist';

/**
 * A bundled file still knows where it would lie in `dist/` by itself: what it finds by `import.meta.url` (templates, the
 * package.json, a package, the file of a thread) it finds in the same way as in the sources. Needs {@link placed}.
 */
export const keepPlaces: Plugin = {
  name: 'keep-places',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[/\\]src[/\\].*\.tsx?$/ }, ({ path }) => {
      const text = path.startsWith(sources) ? readFileSync(path, 'utf8') : '';
      if (!text.includes(here)) return null;
      const place = relative(sources, path)
        .replaceAll('\\', '/')
        .replace(/\.tsx?$/, '.js');
      const contents = text.replaceAll(here, `new URL('${wayUp}/${place}', ${here}).href`);
      return { contents, loader: path.endsWith('x') ? 'tsx' : 'ts' };
    });
  },
};

/** A file that was bundled with {@link keepPlaces}. */
export function placed({ path, text, contents }: OutputFile): Pick<OutputFile, 'path' | 'contents'> {
  if (!text.includes(wayUp)) return { path, contents };
  const up = relative(dirname(path), dist).replaceAll('\\', '/');
  return { path, contents: Buffer.from(text.replaceAll(wayUp, up)) };
}
