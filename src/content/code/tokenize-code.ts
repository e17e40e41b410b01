import type { HighlighterCore } from 'shiki/core';
import { type CodePart, codeTheme, plainCode } from './code-theme.ts';

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

/** Grammars by language, kept for the life of the process: each is read at its first use, and only then. */
const highlighters = new Map<string, Promise<HighlighterCore | null>>();

/** The language an info string names (GFM section 4.5), as shiki knows it or not; null where there is none to colour. */
export function languageOf(info: string): string | null {
  const name = firstName.exec(info.toLowerCase())?.[1] ?? null;
  if (name === null || plainLanguages.has(name)) return null;
  return name.startsWith('diff-') ? 'diff' : name;
}

/**
 * The runs of a block of code; together they are the code, character for character. Null if it has to stay plain: no
 * such language, too long, or a grammar that breaks down over it.
 *
 * The limits are sizes. Shiki's limit in milliseconds is off, since it would make the bytes of an issue, and so its
 * digest, depend on how fast a machine is and on what it has read before.
 */
export async function tokenizeCode(language: string, code: string): Promise<readonly CodeRun[] | null> {
  const lines = code.split('\n');
  const isShort = lines.length <= limits.lines && code.length <= limits.length;
  if (!isShort || lines.some((line) => line.length > limits.lineLength)) return null;
  const highlighter = await highlighterFor(language);
  if (highlighter === null) return null;
  try {
    const options = { lang: language, theme: codeTheme.name, tokenizeTimeLimit: 0 };
    const runs = runsOf(highlighter.codeToTokensBase(code, options));
    return runs.map(({ text }) => text).join('') === code ? runs : null;
  } catch {
    // A regular expression of the grammar that this engine cannot run; code can be read without colours.
    return null;
  }
}

/** One highlighter a language, so the colours of a block never depend on what else was read. */
function highlighterFor(language: string): Promise<HighlighterCore | null> {
  const known = highlighters.get(language) ?? createHighlighter(language).catch(() => null);
  highlighters.set(language, known);
  return known;
}

async function createHighlighter(language: string): Promise<HighlighterCore | null> {
  const { bundledLanguages } = await import('shiki/langs');
  if (!Object.hasOwn(bundledLanguages, language)) return null;
  const { createHighlighterCore } = await import('shiki/core');
  const { createJavaScriptRegexEngine } = await import('shiki/engine/javascript');
  return createHighlighterCore({
    themes: [codeTheme],
    langs: [bundledLanguages[language as keyof typeof bundledLanguages]],
    // A fixed target, so every release of Node runs the same expressions.
    engine: createJavaScriptRegexEngine({ target: 'ES2024' }),
    warnings: false,
  });
}

/** Joins what one part has in a row, over blanks and the ends of lines. */
function runsOf(lines: readonly (readonly { content: string; color?: string }[])[]): CodeRun[] {
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
