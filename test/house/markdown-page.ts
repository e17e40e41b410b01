import { slugOf } from '../../scripts/docs/markdown-table.ts';

export interface Page {
  readonly path: string;
  readonly text: string;
}

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const fence = /^( *)```.*\n([\s\S]*?)^\1``` *$/gm;

/** What stands between backticks in a line of text, without them. */
export function spansOf(text: string): string[] {
  const spans = text.replace(fence, '').matchAll(/(?<!`)`([^`]+?)`(?!`)/g);
  return [...spans].map(([, span = '']) => span.replace(/\s+/g, ' ')).filter((span) => !span.includes('| '));
}

/** The lines of code that stand by themselves, in a fence or indented, without their comments. */
export function codeLinesOf(text: string): string[] {
  const fenced = [...text.matchAll(fence)].flatMap(([, , code = '']) => code.split('\n'));
  const indented = text.replace(fence, '').match(/(?<=\n\n)(?: {4}.*\n)+/g) ?? [];
  return [...fenced, ...indented.flatMap((block) => block.split('\n'))]
    .map((line) => line.replace(/(^|\s)#\s.*$/, '').trim())
    .filter(Boolean);
}

/** Every table, its cells without backticks and links. */
export function tablesOf(text: string): Table[] {
  const tables = text.replace(fence, '').match(/^\|.*\|\n\|[-:| ]+\|\n(?:\|.*\|\n?)*/gm) ?? [];
  return tables.map((table) => {
    const [head = [], , ...rows] = table.trimEnd().split('\n').map(cellsOf);
    return { head, rows };
  });
}

function cellsOf(line: string): string[] {
  const cells = line.replace(/^\||\|$/g, '').split(/(?<!\\)\|/);
  return cells.map((cell) =>
    cell
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replaceAll('`', '')
      .trim(),
  );
}

/** The first cells of all rows of the tables that begin with this heading. */
export function firstCells(text: string, heading: string): string[] {
  const tables = tablesOf(text).filter(({ head }) => head[0] === heading);
  return tables.flatMap(({ rows }) => rows.map(([first = '']) => first));
}

/** The headings, without backticks, each with the text up to the next. */
export function sectionsOf(text: string): { heading: string; slug: string; text: string }[] {
  const parts = text.replace(fence, (code) => code.replace(/^#/gm, ' #')).split(/^#{1,6} +/m);
  const seen = new Map<string, number>();
  return parts.slice(1).map((part) => {
    const [line = '', ...lines] = part.split('\n');
    const slug = slugOf(line);
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    return {
      heading: line.replaceAll('`', ''),
      slug: times === 0 ? slug : `${slug}-${times}`,
      text: lines.join('\n'),
    };
  });
}

/** Where the links and pictures of a page lead, but for the web. */
export function linksOf(text: string): string[] {
  const prose = text.replace(fence, '').replace(/`[^`\n]*`/g, '');
  const markdown = [...prose.matchAll(/\]\(([^)\s]+)\)/g)];
  const html = [...prose.matchAll(/(?:src|href)="([^"]+)"/g)];
  return [...markdown, ...html].map(([, target = '']) => target).filter((target) => !/^[a-z]+:/.test(target));
}

/** Of a changelog only what is not a version that is over. */
export function newestSection(changelog: string): string {
  return changelog
    .split(/^(?=## )/m)
    .slice(0, 2)
    .join('');
}
