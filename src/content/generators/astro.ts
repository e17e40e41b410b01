import { slug as githubSlug } from 'github-slugger';
import { type Settings, textAt } from '../site/settings.ts';
import {
  joinPath,
  type Page,
  type Place,
  pagePlace,
  placeBelow,
  type SiteContext,
  type SiteRules,
  type SourceFile,
  subPathOf,
  unpublished,
} from '../site/site.ts';
import { fieldSays, fieldText, noteDraft } from '../site/source-fields.ts';
import { astroLinks } from '../site-links/hashed-links.ts';
import { type AstroRoute, readCollections, readRoutes } from './astro-routes.ts';
import { permalinkPage } from './plain.ts';

/** Astro: docs.astro.build/en/guides/content-collections and /routing, as measured. */
export function astroRules(
  settings: Settings,
  program: string,
  { repository, permalink }: SiteContext,
): SiteRules {
  const site = textAt(settings, 'site');
  const base = subPathOf(textAt(settings, 'base') ?? '');
  const collections = readCollections(repository);
  const routes = readRoutes(repository);

  function pageOf(file: SourceFile): Page | null {
    const inPages = placeBelow('src/pages', file.path);
    if (inPages !== null) return routed(file, [...inPages.folders, inPages.stem].join('/'));
    for (const { name, base: folder } of collections) {
      const place = placeBelow(folder, file.path);
      if (place !== null) return collected(file, name, place);
    }
    return null;
  }

  function routed(file: SourceFile, path: string): Page | null {
    if (/(?:^|\/)_/.test(path)) return unpublished('Astro makes no page of a name that begins with _.');
    const own = page(path.replace(/(?:^|\/)index$/, ''));
    return { ...noteDraft(own, file, 'a page of Astro'), isPost: false };
  }

  function collected(file: SourceFile, collection: string, place: Place): Page {
    if (permalink !== null) return permalinkPage(file, place, permalink);
    const found = routes.filter((route) => route.collection === collection);
    const [route, other] = found;
    if (route === undefined || other !== undefined)
      return { path: null, published: true, why: unknownRoute(found) };
    if (route.leavesOutDrafts && fieldSays(file, 'draft', true))
      return unpublished(`The site leaves out drafts (draft: true; ${route.path}).`);
    const id = fieldText(file, 'slug') ?? idOf(place);
    return page([...route.folders, id].join('/'));
  }

  function page(path: string): Page {
    const format = textAt(settings, 'build', 'format') ?? 'directory';
    const slash = textAt(settings, 'trailingSlash') ?? 'ignore';
    const isFolder = slash === 'always' || (slash === 'ignore' && format !== 'file');
    const name = format === 'file' ? path.replace(/(?:^|\/)index$/, '/') : path;
    const whole = joinPath(base, `${name}${isFolder ? '/' : ''}`);
    return { path: whole, published: true, why: null };
  }

  return {
    generator: 'astro',
    baseUrl: site === null ? null : site.replace(/\/$/, '') + base,
    subPath: base,
    links: astroLinks(program, repository),
    pageOf,
  };
}

/** Each segment by github-slugger. */
function idOf(place: Place): string {
  const { folders, stem } = pagePlace(place);
  return [...folders, stem].map((segment) => githubSlug(segment)).join('/');
}

function unknownRoute(found: readonly AstroRoute[]): string {
  return found.length === 0
    ? 'No page of src/pages shows this collection in a way that can be read: set permalink: in pennypost.yaml.'
    : `Several pages show this collection (${found.map(({ path }) => path).join(', ')}): set permalink: in pennypost.yaml.`;
}
