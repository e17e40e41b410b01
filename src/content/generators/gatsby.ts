import { asNode, type Node, nameOf, nodesOf, type Program, walk } from '../site/code-literals.ts';
import { isGroup, listAt, type Settings, textAt } from '../site/settings.ts';
import {
  joinPath,
  type Page,
  placeBelow,
  type SiteContext,
  type SiteRules,
  type SourceFile,
  subPathOf,
} from '../site/site.ts';
import { fieldText } from '../site/source-fields.ts';
import { gatsbyLinks } from '../site-links/hashed-links.ts';
import { permalinkPage } from './plain.ts';

interface PathRule {
  readonly prefix: string;
  readonly suffix: string;
  readonly slash: boolean;
}

/**
 * Gatsby, where its code makes paths with `createFilePath` of gatsby-source-filesystem and nothing of the front matter;
 * other paths only that code knows. `prefix + createFilePath(…)` and `prefix + node.fields.slug` are read, never run.
 */
export function gatsbyRules(
  settings: Settings,
  program: Program | null,
  { repository, permalink }: SiteContext,
): SiteRules {
  const prefix = textAt(settings, 'pathPrefix') ?? '';
  const url = textAt(settings, 'siteMetadata', 'siteUrl')?.replace(/\/$/, '') ?? null;
  const folders = sourceFolders(settings);
  const rule = program === null ? null : readRule(program);
  return {
    generator: 'gatsby',
    baseUrl: url === null ? null : `${url}${subPathOf(prefix)}`,
    subPath: subPathOf(prefix),
    links: gatsbyLinks(settings, prefix, repository),
    pageOf(file): Page | null {
      const place = folders.map((folder) => placeBelow(folder, file.path)).find((one) => one !== null);
      if (!place) return null;
      if (permalink !== null) return permalinkPage(file, place, permalink);
      if (rule === null) return { path: null, published: true, why: unknown };
      if ('field' in rule) return statedPage(file, rule.field, prefix);
      const own = [...place.folders, ...(place.stem === 'index' ? [] : [place.stem])].join('/');
      const name = `/${own}${rule.slash && own !== '' ? '/' : ''}`;
      return { path: joinPath(prefix, `${rule.prefix}${name}${rule.suffix}`), published: true, why: null };
    },
  };
}

const unknown =
  'Its path is worked out by the code of the site (gatsby-node), which is never run: set permalink: in pennypost.yaml.';

/** The folders of gatsby-source-filesystem, the deepest first. */
function sourceFolders(settings: Settings): string[] {
  const folders = listAt(settings, 'plugins').flatMap((plugin) => {
    if (!isGroup(plugin) || plugin['resolve'] !== 'gatsby-source-filesystem') return [];
    const path = textAt(plugin, 'options', 'path');
    return path === null ? [] : [path.replace(/^(?:\.?\/)+/, '').replace(/\/$/, '')];
  });
  return folders.sort((a, b) => b.length - a.length);
}

/** `path: node.frontmatter.path`, which is a path. */
function statedPage(file: SourceFile, field: string, prefix: string): Page {
  const path = fieldText(file, field.toLowerCase());
  return path?.startsWith('/')
    ? { path: joinPath(prefix, path), published: true, why: null }
    : {
        path: null,
        published: true,
        why: `The site takes its path from ${field} of the front matter, and it has none.`,
      };
}

function readRule({ body, text }: Program): PathRule | { field: string } | null {
  const nodes = body.flatMap((statement) => [...walk(statement)]);
  const page = propertyOf(nodes, 'createPage', 'path');
  const field = page === null ? null : fieldOf(page);
  if (field !== null) return { field };
  if (/frontmatter\??\.\s*(?:slug|path|permalink|url)\b/.test(text)) return null;
  const constants = new Map(
    nodes.flatMap((node) => {
      const init = node.type === 'VariableDeclarator' ? asNode(node['init']) : null;
      return init === null ? [] : [[nameOf(node['id']), init] as const];
    }),
  );
  const value = propertyOf(nodes, 'createNodeField', 'value');
  const made = value === null ? null : partsOf(value, isFilePath, constants);
  if (made === null) return null;
  const route = page === null ? { prefix: '', suffix: '' } : partsOf(page, isSlugField, constants);
  if (route === null) return null;
  return {
    prefix: route.prefix + made.prefix,
    suffix: made.suffix + route.suffix,
    slash: !/createFilePath\(\s{0,80}\{[^{}]{0,200}trailingSlash\s{0,80}:\s{0,80}false/.test(text),
  };
}

/** The property of the object that a function is called with. */
function propertyOf(nodes: readonly Node[], callee: string, name: string): Node | null {
  for (const node of nodes) {
    if (node.type !== 'CallExpression') continue;
    const called = asNode(node['callee']);
    if (nameOf(called) !== callee && nameOf(called?.['property']) !== callee) continue;
    const properties = nodesOf(asNode(nodesOf(node['arguments'])[0])?.['properties']);
    const found = properties.find((property) => nameOf(property['key']) === name);
    if (found !== undefined) return asNode(found['value']);
  }
  return null;
}

/** What stands before and behind the one part that is not plain text. */
function partsOf(
  node: Node,
  isPath: (node: Node) => boolean,
  constants: ReadonlyMap<string, Node>,
): { prefix: string; suffix: string } | null {
  const known = node.type === 'Identifier' ? constants.get(nameOf(node)) : undefined;
  if (known !== undefined) return partsOf(known, isPath, new Map());
  if (isPath(node)) return { prefix: '', suffix: '' };
  const parts = flatten(node);
  const at = parts.findIndex((part) => typeof part !== 'string');
  const path = parts[at];
  if (parts.length === 1 || path === undefined || typeof path === 'string') return null;
  const inner = partsOf(path, isPath, constants);
  const rest = parts.slice(at + 1);
  if (inner === null || !rest.every((part) => typeof part === 'string')) return null;
  return { prefix: parts.slice(0, at).join('') + inner.prefix, suffix: inner.suffix + rest.join('') };
}

/** A sum or a template as its parts; a sum of more than anybody writes is one part. */
function flatten(node: Node | null, depth = 0): (string | Node)[] {
  if (node === null) return [];
  if (node.type === 'StringLiteral') return [String(node['value'])];
  if (node.type === 'BinaryExpression' && node['operator'] === '+' && depth < mostParts)
    return [...flatten(asNode(node['left']), depth + 1), ...flatten(asNode(node['right']), depth + 1)];
  if (node.type !== 'TemplateLiteral') return [node];
  const expressions = nodesOf(node['expressions']);
  return nodesOf(node['quasis']).flatMap((quasi, index) => {
    const text = String((quasi['value'] as { cooked?: string } | undefined)?.cooked ?? '');
    return [
      ...(text === '' ? [] : [text]),
      ...(expressions[index] === undefined ? [] : [expressions[index]]),
    ];
  });
}

const mostParts = 20;

/** The name behind `frontmatter.`, where that is the whole expression. */
function fieldOf(node: Node): string | null {
  const isMember = /MemberExpression$/.test(node.type);
  const object = isMember ? asNode(node['object']) : null;
  const isFrontMatter = nameOf(object) === 'frontmatter' || nameOf(object?.['property']) === 'frontmatter';
  return isFrontMatter ? nameOf(node['property']) : null;
}

function isFilePath(node: Node): boolean {
  return node.type === 'CallExpression' && nameOf(node['callee']) === 'createFilePath';
}

/** `node.fields.slug`, by whatever name the node goes. */
function isSlugField(node: Node): boolean {
  return /MemberExpression$/.test(node.type) && nameOf(asNode(node['object'])?.['property']) === 'fields';
}
