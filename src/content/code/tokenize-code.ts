import { type CodePart, plainCode } from './code-theme.ts';
import type { Grammar } from './read-grammar.ts';

/** A stretch of code that is one part to its reader; what has no part is printed as it is. */
export interface CodeRun {
  readonly part: CodePart | null;
  readonly text: string;
}

/** Longer lines are data or minified, longer blocks are listings: nobody reads either by its colours. */
const limits = { lineLength: 500, lines: 400, length: 20_000 };

/** Consoles and plain text have no grammar worth its bytes, whatever shiki's aliases say. */
const plainLanguages = new Set(['ansi', 'console', 'none', 'output', 'plain', 'plaintext', 'text', 'txt']);

/** `{.rust .numbers}`, `rust,ignore`, `rust ignore`, `js{1,3}`, `language-js`, `js:app.js`: how sites write a language. */
const firstName = /^[{\s]*\.?(?:lang(?:uage)?-)?([\w+#-]+)/;

/** Kept for the life of the process: each is read at its first use, and only then. */
const grammars = new Map<string, Promise<Grammar | null>>();

/** The language an info string names (GFM section 4.5), as shiki knows it or not; null where there is none to colour. */
export function languageOf(info: string): string | null {
  const name = firstName.exec(info.toLowerCase())?.[1] ?? null;
  if (name === null || plainLanguages.has(name)) return null;
  return name.startsWith('diff-') ? 'diff' : name;
}

/**
 * The runs of a block of code; together they are the code, character for character. Null if it has to stay plain: no
 * such language, too long, or a grammar that breaks down over it.
 * The limits are sizes, as the time that it takes is another on each machine.
 */
export async function tokenizeCode(language: string, code: string): Promise<readonly CodeRun[] | null> {
  const lines = code.split('\n');
  const isShort = lines.length <= limits.lines && code.length <= limits.length;
  if (!isShort || lines.some((line) => line.length > limits.lineLength)) return null;
  const grammar = await grammarOf(language);
  if (grammar === null) return null;
  try {
    const runs = runsOf(grammar(code));
    return runs.map(({ text }) => text).join('') === code ? runs : null;
  } catch {
    // A regular expression of the grammar that this engine cannot run; code can be read without colours.
    return null;
  }
}

/** One engine a language, so the colours of a block never depend on what else was read. */
function grammarOf(language: string): Promise<Grammar | null> {
  const known = grammars.get(language) ?? loadGrammar(language).catch(() => null);
  grammars.set(language, known);
  return known;
}

/** Most issues have no code, so what reads grammars is itself read on demand. */
async function loadGrammar(language: string): Promise<Grammar | null> {
  const { readGrammar } = await import('./read-grammar.ts');
  return readGrammar(language);
}

/** Joins what one part has in a row, over blanks and the ends of lines. */
function runsOf(lines: ReturnType<Grammar>): CodeRun[] {
  const runs: { part: CodePart | null; text: string }[] = [];
  const add = (part: CodePart | null, text: string): void => {
    const last = runs.at(-1);
    const isBlank = text.trim() === '';
    if (last !== undefined && (last.part === part || isBlank)) last.text += text;
    else runs.push({ part: isBlank ? null : part, text });
  };
  lines.forEach((line, index) => {
    if (index > 0) add(null, '\n');
    for (const { content, color } of line) add(partOf(content, color), content);
  });
  return runs;
}

/** Keywords and names that are signs only (`=>`, `::`, `&&`) stay as they are: they stand out by themselves. */
function partOf(text: string, color = plainCode): CodePart | null {
  if (color === plainCode || color === '') return null;
  const isSign = !/[\p{L}\p{N}]/u.test(text);
  return isSign && (color === 'keyword' || color === 'name') ? null : (color as CodePart);
}
