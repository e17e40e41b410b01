import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Plugin } from 'esbuild';
import { project } from './project.ts';

/**
 * A bundled file still knows where it would lie in `dist/` by itself: what it finds by `import.meta.url` (templates, the
 * package.json, a package) it finds in the same way as in the sources.
 *
 * @param up from the folder of the bundle's files to `dist/`
 */
export function keepPlaces(up: string): Plugin {
  const sources = join(project, 'src');
  return {
    name: 'keep-places',
    setup: ({ onLoad }) => {
      onLoad({ filter: /[/\\]src[/\\].*\.tsx?$/ }, ({ path }) => {
        const text = path.startsWith(sources) ? readFileSync(path, 'utf8') : '';
        if (!text.includes('import.meta.url')) return null;
        const place = `${up}/${relative(sources, path)
          .replaceAll('\\', '/')
          .replace(/\.tsx?$/, '.js')}`;
        const contents = text.replaceAll('import.meta.url', `new URL('${place}', import.meta.url).href`);
        return { contents, loader: path.endsWith('x') ? 'tsx' : 'ts' };
      });
    },
  };
}
