import { below, besideFile, isThere, sourceExtension } from '../site/reference.ts';
import type { Repository, SiteLinks } from '../site/site.ts';

/** A site that nobody here has seen: a link to another issue's file leads to its page, the rest is the browser's. */
export function plainLinks(repository: Repository): SiteLinks {
  return {
    advice: 'write the address of its page',
    leadsTo({ kind, path }, origin) {
      if (kind === 'image' || !sourceExtension.test(path)) return null;
      const file = path.startsWith('/') ? below('', path) : besideFile(origin, path);
      return file !== null && isThere(repository, file) ? { file } : null;
    },
    servedAt: () => 'unknown',
  };
}
