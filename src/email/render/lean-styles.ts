import { parse as parseSelectors, type Selector, SelectorType } from 'css-what';
import { type ChildNode, type Container, CssSyntaxError, type Document, parse, type Root } from 'postcss';

const sheet = /(<style\b[^<>]*>)([^<]*)(<\/style>)/g;
const tag = /<([a-z][a-z0-9]*)\b([^<>]*)>/g;
const classes = / class="([^"]*)"/;
const prose = 'prose';

/** What the elements of a mail are, by which a selector can find them. */
interface Elements {
  readonly names: ReadonlySet<string>;
  readonly classes: ReadonlySet<string>;
  readonly html: string;
}

/**
 * Writes the style sheets of a mail without blanks and comments, one rule a line, and without what they say of elements
 * that the issue has not: no table, no code. Only rules for what stands in `.prose` can go: a mail program puts elements
 * and classes of its own around a mail, never into its text. What cannot be read as CSS stays as it is.
 */
export function leanStyles(html: string): string {
  const elements = elementsOf(html);
  return html.replace(sheet, (whole: string, open: string, css: string, close: string) => {
    const lean = leanSheet(css, elements);
    return lean === null ? whole : `${open}\n${lean}${close}`;
  });
}

function elementsOf(html: string): Elements {
  const names = new Set<string>();
  const found = new Set<string>();
  for (const [, name = '', attributes = ''] of html.matchAll(tag)) {
    names.add(name);
    for (const one of classes.exec(attributes)?.[1]?.split(' ') ?? []) found.add(one);
  }
  return { names, classes: found, html };
}

function leanSheet(css: string, elements: Elements): string | null {
  let root: Root | Document;
  try {
    root = parse(css);
  } catch (error) {
    if (error instanceof CssSyntaxError) return null;
    throw error;
  }
  return written(root, elements);
}

function written(container: Container, elements: Elements): string {
  return (container.nodes ?? []).map((node) => writtenNode(node, elements)).join('');
}

function writtenNode(node: ChildNode, elements: Elements): string {
  if (node.type === 'comment') return '';
  if (node.type === 'decl') return `${node.prop}:${node.value}${node.important ? ' !important' : ''};`;
  if (node.type === 'rule') {
    const selectors = node.selectors.filter((selector) => finds(selector, elements));
    const declarations = written(node, elements).replace(/;$/, '');
    return selectors.length === 0 || declarations === '' ? '' : `${selectors.join(',')}{${declarations}}\n`;
  }
  if (node.nodes === undefined) return `@${node.name} ${node.params};\n`;
  const inside = written(node, elements);
  return inside === '' ? '' : `@${node.name} ${node.params}{\n${inside}}\n`;
}

/** Whether a selector may find something: all of its names are there, though perhaps not in that order. */
function finds(selector: string, { names, classes: found, html }: Elements): boolean {
  let parts: Selector[];
  try {
    parts = parseSelectors(selector)[0] ?? [];
  } catch {
    return true;
  }
  const isOfProse = parts.some((part) => part.type === SelectorType.Attribute && part.value === prose);
  return (
    !isOfProse ||
    parts.every((part) => {
      if (part.type === SelectorType.Tag) return names.has(part.name);
      if (part.type !== SelectorType.Attribute) return true;
      return part.name === 'class' ? found.has(part.value) : html.includes(` ${part.name}="${part.value}"`);
    })
  );
}
