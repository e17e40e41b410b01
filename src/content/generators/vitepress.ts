import picomatch from 'picomatch';
import { groupAt, isOn, listAt, type Settings, textAt } from '../site/settings.ts';
import {
  joinPath,
  type Page,
  placeBelow,
  type SiteContext,
  type SiteRules,
  type SourceFile,
  subPathOf,
  unpublished,
} from '../site/site.ts';

import { vitepressLinks } from '../site-links/vitepress-links.ts';

/** VitePress: vitepress.dev/guide/routing and /reference/site-config, as measured. `root` is the folder with `.vitepress`. */
export function vitepressRules(settings: Settings, root: string, { repository }: SiteContext): SiteRules {
  const source = [root, textAt(settings, 'srcDir') ?? '']
    .filter((part) => part !== '' && part !== '.')
    .join('/');
  const base = subPathOf(textAt(settings, 'base') ?? '/');
  const patterns = listAt(settings, 'srcExclude').filter((one) => typeof one === 'string');
  const isExcluded = patterns.length === 0 ? () => false : picomatch([...patterns]);
  const host = textAt(settings, 'sitemap', 'hostname');

  function pageOf(file: SourceFile): Page | null {
    const place = placeBelow(source, file.path);
    if (place === null) return null;
    const path = [...place.folders, place.stem].join('/');
    if (isExcluded(`${path}.md`)) return unpublished('VitePress leaves it out (srcExclude).');
    const route = rewritten(settings, path);
    const ended = /(?:^|\/)index$/.test(route)
      ? route.replace(/index$/, '')
      : isOn(settings, 'cleanUrls')
        ? route
        : `${route}.html`;
    return { path: joinPath(base, ended), published: true, why: null };
  }

  return {
    generator: 'vitepress',
    baseUrl: host === null ? null : host.replace(/\/$/, ''),
    subPath: base,
    links: vitepressLinks(settings, source, base, repository),
    pageOf,
  };
}

/** `rewrites` that name a file; those with parameters (`:page`) in the order in which they stand. */
function rewritten(settings: Settings, path: string): string {
  for (const [from, to] of Object.entries(groupAt(settings, 'rewrites'))) {
    if (typeof to !== 'string') continue;
    const names: string[] = [];
    const escaped = from.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\\\.md$/, '');
    const pattern = escaped.replaceAll(/:(\w+)(?:\*|\\\*)?/g, (whole, name: string) => {
      names.push(name);
      return whole.endsWith('*') ? '(.+)' : '([^/]+)';
    });
    const found = new RegExp(`^${pattern}$`).exec(path);
    if (found === null) continue;
    return to
      .replace(/\.md$/, '')
      .replaceAll(/:(\w+)\*?/g, (_, name: string) => found[names.indexOf(name) + 1] ?? '');
  }
  return path;
}
