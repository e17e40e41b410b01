import { Parser } from 'htmlparser2';

/** What an HTML document is made of, each part with the line it starts in, counted from 1. */
export interface HtmlParts {
  readonly tags: readonly HtmlTag[];
  readonly texts: readonly HtmlText[];
  readonly sheets: readonly StyleSheet[];
}

export interface HtmlTag {
  /** In lower case, and so are the names of the attributes; values with their character references decoded. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly line: number;
}

/** What stands between two tags, character references decoded. */
export interface HtmlText {
  readonly text: string;
  readonly line: number;
  /** Whether it stands in `<code>` or `<pre>`. */
  readonly isCode: boolean;
}

/** The content of a `<style>`. */
export interface StyleSheet {
  readonly css: string;
  readonly line: number;
}

/** Reads HTML as a browser does, whatever it is; comments, conditional ones too, are left out. */
export function readHtml(html: string): HtmlParts {
  const [tags, texts, sheets]: [HtmlTag[], HtmlText[], StyleSheet[]] = [[], [], []];
  const lineAt = lineFinder(html);
  const open: string[] = [];
  let text = '';
  let line = 1;
  const endText = (): void => {
    const isStyle = open.at(-1) === 'style';
    if (isStyle) sheets.push({ css: text, line });
    else if (text !== '') texts.push({ text, line, isCode: open.includes('code') || open.includes('pre') });
    text = '';
  };
  const parser = new Parser({
    onopentag(name, attributes) {
      endText();
      open.push(name);
      tags.push({ name, attributes, line: lineAt(parser.startIndex) });
    },
    ontext(piece) {
      if (text === '') line = lineAt(parser.startIndex);
      text += piece;
    },
    onclosetag() {
      endText();
      open.pop();
    },
  });
  parser.end(html);
  endText();
  return { tags, texts, sheets };
}

/** The line of an offset, for offsets that only grow. */
function lineFinder(text: string): (offset: number) => number {
  let line = 1;
  let end = text.indexOf('\n');
  return (offset) => {
    for (; end !== -1 && end < offset; end = text.indexOf('\n', end + 1)) line += 1;
    return line;
  };
}
