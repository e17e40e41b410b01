import {
  asNode,
  keyOf,
  literalOf,
  type Node,
  nameOf,
  nodesOf,
  readProgram,
  walk,
} from '../site/code-literals.ts';
import type { Repository } from '../site/site.ts';

export interface AstroCollection {
  readonly name: string;
  /** The folder of its files. */
  readonly base: string;
}

/** A page that shows every entry of a collection by its id: `src/pages/blog/[...slug].astro`. */
export interface AstroRoute {
  /** From the root of the site. */
  readonly path: string;
  readonly folders: readonly string[];
  readonly collection: string;
  readonly leavesOutDrafts: boolean;
}

const configs = ['ts', 'mts', 'js', 'mjs'].flatMap((end) => [
  `src/content.config.${end}`,
  `src/content/config.${end}`,
]);
const paramFile = /^\[(?:\.\.\.)?(\w+)\]\.astro$/;
/** Folders of `src/pages` that are looked at. */
const mostFolders = 200;

/** The collections that the configuration defines with the loader `glob`, and each folder of `src/content`. */
export function readCollections(repository: Repository): readonly AstroCollection[] {
  const loaded = loadersOf(repository);
  const folders = repository.list('src/content').filter((name) => !name.includes('.'));
  const known = new Set(loaded.map(({ name }) => name));
  return [
    ...loaded,
    ...folders.filter((name) => !known.has(name)).map((name) => ({ name, base: `src/content/${name}` })),
  ];
}

function loadersOf(repository: Repository): AstroCollection[] {
  const program = readProgram(repository, ...configs);
  const nodes = program?.body.flatMap((statement) => [...walk(statement)]) ?? [];
  const bases = new Map(nodes.flatMap((node) => namedBase(node) ?? []));
  const exported = nodes.flatMap((node) => {
    const base = node.type === 'ObjectProperty' ? bases.get(nameOf(node['value'])) : undefined;
    return base === undefined ? [] : [{ name: keyOf(node['key']), base }];
  });
  return [...exported, ...[...bases].map(([name, base]) => ({ name, base }))];
}

/** `const blog = defineCollection(…)`, or `blog: defineCollection(…)`. */
function namedBase(node: Node): [string, string][] | null {
  const isConstant = node.type === 'VariableDeclarator';
  if (!isConstant && node.type !== 'ObjectProperty') return null;
  const base = baseOf(asNode(node[isConstant ? 'init' : 'value']));
  return base === null ? null : [[isConstant ? nameOf(node['id']) : keyOf(node['key']), base]];
}

/** The `base` of `defineCollection({ loader: glob({ base }) })`. */
function baseOf(node: Node | null): string | null {
  if (node?.type !== 'CallExpression' || nameOf(node['callee']) !== 'defineCollection') return null;
  for (const inner of walk(node)) {
    if (inner.type !== 'CallExpression' || nameOf(inner['callee']) !== 'glob') continue;
    const options = literalOf(nodesOf(inner['arguments'])[0] ?? null, new Map());
    const base = typeof options === 'object' && options !== null && 'base' in options ? options.base : null;
    if (typeof base === 'string') return base.replace(/^\.\//, '').replace(/\/$/, '');
  }
  return null;
}

export function readRoutes(repository: Repository): readonly AstroRoute[] {
  const routes: AstroRoute[] = [];
  const folders = ['src/pages'];
  for (let at = 0; at < folders.length && at < mostFolders; at += 1) {
    const folder = folders[at] ?? '';
    for (const name of repository.list(folder)) {
      const path = `${folder}/${name}`;
      if (!name.includes('.')) folders.push(path);
      const parameter = paramFile.exec(name)?.[1];
      const route = parameter === undefined ? null : routeOf(repository, path, parameter);
      if (route !== null) routes.push(route);
    }
  }
  return routes;
}

/** Null where the page takes its parameter from something else than the id of the entry. */
function routeOf(repository: Repository, path: string, parameter: string): AstroRoute | null {
  const text = repository.read(path) ?? '';
  const collection = /getCollection\(\s*["'`]([\w-]+)["'`]/.exec(text)?.[1];
  const given = new RegExp(`\\b${parameter}\\s*:\\s*\\w+\\.(id|slug)\\b`).test(text);
  if (collection === undefined || !given) return null;
  const folders = path.split('/').slice(2, -1);
  if (folders.some((folder) => folder.includes('['))) return null;
  return { path, folders, collection, leavesOutDrafts: filtersDrafts(text) };
}

/** `!data.draft`, `data.draft !== true`, as Astro's own examples write it; read, never run. */
function filtersDrafts(text: string): boolean {
  return /!\s*(?:\w+\.)*draft\b|\bdraft\s*!==?\s*true|\bdraft\s*===?\s*false/.test(text);
}
