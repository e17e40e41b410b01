/** Letters of the text that are looked at: a heading further down is the heading of a section. */
const maxText = 4000;
/** Longer lines are no headings that anybody reads; it bounds the work on text made to be slow. */
const maxLength = 1000;

const inertBlock = /```[\s\S]*?(?:```|$)|~~~[\s\S]*?(?:~~~|$)|<!--[\s\S]*?(?:-->|$)/g;
const atx = /^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$/;
const html = /<h1\b[^<>]*>([\s\S]{0,1000}?)<\/h1>/i;

export interface Heading {
  /** From 1, as in HTML. */
  readonly level: number;
  /** One line without markup. */
  readonly text: string;
}

/** The first heading of level 1 of a markdown text (CommonMark sections 4.2 and 4.3), or the first of any level. */
export function readHeading(markdown: string): Heading | null {
  const text = markdown.slice(0, maxText).replaceAll(inertBlock, (block) => block.replaceAll(/[^\n]/g, ''));
  const lines = text.split('\n');
  let first: Heading | null = null;
  for (const [index, line] of lines.entries()) {
    const heading = headingAt(line, lines[index + 1] ?? '');
    if (heading?.level === 1) return heading;
    first ??= heading;
  }
  const raw = html.exec(text)?.[1];
  return raw === undefined ? first : headingOf(1, raw);
}

function headingAt(line: string, next: string): Heading | null {
  const [, marks, text] = atx.exec(line) ?? [];
  if (marks !== undefined && text !== undefined) return headingOf(marks.length, text);
  return /^ {0,3}=+[ \t]*$/.test(next) ? headingOf(1, line) : null;
}

function headingOf(level: number, markdown: string): Heading | null {
  const text = inlineText(markdown.slice(0, maxLength));
  return text === '' ? null : { level, text };
}

/** Without the markup of links, images, emphasis, code and HTML. */
function inlineText(markdown: string): string {
  return markdown
    .replaceAll(/!\[[^[\]]*\](?:\([^)]{0,1000}\)|\[[^[\]]*\])/g, '')
    .replaceAll(/\[([^[\]]+)\](?:\([^)]{0,1000}\)|\[[^[\]]*\])/g, '$1')
    .replaceAll(/<[^<>]*>/g, '')
    .replaceAll(/\{#[\w-]+\}/g, '')
    .replaceAll(/(\*\*|__|[*`~])/g, '')
    .replaceAll(/\\([^\w\s])/g, '$1')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
