import matter from 'gray-matter';
import { readHeaderLines } from './front-matter-headers.ts';
import { quoteValue } from './quote-value.ts';
import { parseToml } from './toml-front-matter.ts';
import { parseYaml } from './yaml-front-matter.ts';

/** Every scalar is the text that stands in the file: a date never shifts by a time zone, `010` keeps its zero. */
export type FieldValue = string | readonly FieldValue[] | { readonly [name: string]: FieldValue };

export interface Field {
  /** The name as written. */
  readonly name: string;
  readonly value: FieldValue;
  /** Line of the file, counted from 1. */
  readonly line: number;
  /** What YAML took for a comment after the value: `12` in `title: Weekly #12`. */
  readonly comment?: string;
}

export interface FrontMatterFault {
  readonly line: number;
  readonly column: number | null;
  /** A sentence without the place. */
  readonly message: string;
}

/** What a reader of one format makes of the lines between the fences; lines counted within those lines, from 1. */
export interface ParsedFields {
  readonly fields: readonly Field[];
  readonly faults: readonly FrontMatterFault[];
}

export interface FrontMatter extends ParsedFields {
  readonly format: 'yaml' | 'toml' | 'json' | 'headers' | 'none';
  /** The text after the front matter, lines ended by `\n`. */
  readonly body: string;
  /** The line of the file on which `body` begins, counted from 1. */
  readonly bodyLine: number;
}

interface Fence {
  readonly mark: string;
  readonly format: 'yaml' | 'toml' | 'json' | null;
  readonly language: string;
  /** Where the first line behind the opening fence begins. */
  readonly fieldsStart: number;
  /** Where the text behind the closing fence begins; -1 if the fence is never closed. */
  readonly bodyStart: number;
}

const openingFence = /^(-{3,}|\+{3})[ \t]*([A-Za-z]*)[ \t]*(?:\n|$)/;
const fieldLine = /^[ \t]*["']?[\p{L}_@][\p{L}\p{N} _.@-]*["']?[ \t]*[:=]/mu;

/**
 * Splits a markdown file into its metadata and its body: YAML between `---` (or a longer run of dashes), TOML between
 * `+++`, JSON after `---json`, header lines (Pelican, MultiMarkdown, Franklin's `@def`), or nothing at all. Never
 * throws; what does not parse is a fault, and whatever could be read in spite of it is still there.
 */
export function readFrontMatter(fileText: string): FrontMatter {
  const text = fileText.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  const start = /^(?:[ \t]*\n)*/.exec(text)?.[0].length ?? 0;
  const rest = text.slice(start);
  const skippedLines = countLines(text.slice(0, start));
  const fence = readFence(rest);
  const found = fence === null ? readHeaderLines(rest) : readFenced(rest, fence);
  if (found === null) return { format: 'none', fields: [], faults: [], body: text, bodyLine: 1 };
  return {
    format: found.format,
    fields: found.fields.map((field) => ({ ...field, line: field.line + skippedLines })),
    faults: found.faults.map((fault) => ({ ...fault, line: fault.line + skippedLines })),
    body: found.body,
    bodyLine: found.bodyLine + skippedLines,
  };
}

/** True if the front matter of the file does not end within this part of it, so that more of it must be read. */
export function isCutFrontMatter(partOfFile: string): boolean {
  const text = partOfFile.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  const fence = readFence(text.trimStart());
  return fence !== null && fence.bodyStart < 0;
}

function readFence(text: string): Fence | null {
  const opening = openingFence.exec(text);
  const mark = opening?.[1];
  if (opening === null || mark === undefined) return null;
  const language = opening[2]?.toLowerCase() ?? '';
  const closing = new RegExp(`^${mark.replaceAll('+', '\\+')}[ \\t]*(?:\\n|$)`, 'gm');
  closing.lastIndex = opening[0].length;
  return {
    mark,
    language,
    fieldsStart: opening[0].length,
    format: mark.startsWith('+') ? 'toml' : formatOf(language),
    bodyStart: closing.test(text) ? closing.lastIndex : -1,
  };
}

function formatOf(language: string): Fence['format'] {
  if (language === '' || language === 'yaml' || language === 'yml') return 'yaml';
  return language === 'toml' || language === 'json' ? language : null;
}

/**
 * gray-matter evaluates the front matter of a file that opens with `---js`, and caches by content when it is called
 * without options; so only our own engines are given to it, and only for languages that are data.
 */
function readFenced(text: string, fence: Fence): FrontMatter | null {
  const { format } = fence;
  if (format === null) return unknownLanguage(text, fence);
  if (fence.bodyStart < 0) return fieldLine.test(text.split('\n', 2)[1] ?? '') ? unclosed(text, fence) : null;
  let parsed: ParsedFields = { fields: [], faults: [] };
  const engine = (source: string): object => {
    parsed = parsers[format](source);
    return {};
  };
  const head = text.slice(0, fence.bodyStart);
  // Without the language behind the fence, which gray-matter would look up among its own engines.
  const file = matter(`${fence.mark}\n${head.slice(fence.fieldsStart)}`, {
    language: format,
    delimiters: [fence.mark, fence.mark],
    engines: { yaml: engine, toml: engine, json: engine, javascript: refuseCode },
  });
  if (parsed.fields.length === 0 && !fieldLine.test(file.matter) && file.matter.trim() !== '') return null;
  const body = text.slice(fence.bodyStart);
  return { format, fields: parsed.fields, faults: parsed.faults, body, bodyLine: 1 + countLines(head) };
}

const parsers = { yaml: parseYaml, toml: parseToml, json: parseJson };

function parseJson(source: string): ParsedFields {
  // JSON is YAML (YAML 1.2 section 1.3), and the YAML reader knows lines and keeps numbers as they are written.
  return parseYaml(source);
}

function refuseCode(): never {
  throw new Error('front matter in JavaScript is never run');
}

function unknownLanguage(text: string, fence: Fence): FrontMatter {
  const message = `the front matter is written in ${quoteValue(fence.language)}, which is not read: use YAML between ${fence.mark} lines.`;
  return { format: 'none', fields: [], faults: [{ line: 1, column: 4, message }], body: text, bodyLine: 1 };
}

function unclosed(text: string, fence: Fence): FrontMatter {
  const message = `the front matter that opens here is never closed: put a line ${fence.mark} after its last field.`;
  return { format: 'none', fields: [], faults: [{ line: 1, column: 1, message }], body: text, bodyLine: 1 };
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
