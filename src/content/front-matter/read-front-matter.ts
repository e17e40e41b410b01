import matter from 'gray-matter';
import { quoteValue } from '../text/quote-value.ts';
import { readBareFields } from './bare-fields.ts';
import { beforeFence, type Fence, readFence, unifyLines } from './fence.ts';
import type { FrontMatter, ParsedFields } from './field.ts';
import { readHeaderLines } from './headers.ts';
import { parseToml } from './toml.ts';
import { parseYaml } from './yaml.ts';

/** Far beyond any newsletter's. */
const maxLength = 128 * 1024;
const fieldLine = /^[ \t]*["']?[\p{L}_@][\p{L}\p{N} _.@-]{0,200}["']?[ \t]*[:=]/mu;

/**
 * Splits a markdown file into its metadata and its body: YAML between `---` (or a longer run of dashes) and the same or
 * `...`, TOML between `+++`, JSON after `---json`, in braces, or up to Hexo's `;;;`, behind a comment or not, Nikola's
 * lines in a comment, header lines (Pelican, MultiMarkdown, Franklin's `@def`), or nothing at all. Never throws; what
 * does not parse is a fault, and whatever could be read in spite of it is still there.
 */
export function readFrontMatter(fileText: string): FrontMatter {
  const text = unifyLines(fileText);
  const blank = /^(?:[ \t]*\n)*/.exec(text)?.[0] ?? '';
  const before = beforeFence.exec(text)?.[0] ?? '';
  // A comment that is the metadata is none to skip.
  const found =
    placed(readBareFields(text.slice(blank.length)), blank) ?? placed(readBehind(text, before), before);
  return found ?? { format: 'none', fields: [], faults: [], body: text, bodyLine: 1 };
}

function readBehind(text: string, before: string): FrontMatter | null {
  const rest = text.slice(before.length);
  const fence = readFence(rest);
  if (fence === null) return readBareFields(rest) ?? readHeaderLines(rest);
  // Behind a comment an open fence is a rule between two parts of the text.
  return fence.bodyStart < 0 && before.trim() !== '' ? null : readFenced(rest, fence);
}

/** With the lines counted from the start of the file. */
function placed(found: FrontMatter | null, before: string): FrontMatter | null {
  if (found === null) return null;
  const skippedLines = countLines(before);
  return {
    format: found.format,
    fields: found.fields.map((field) => ({ ...field, line: field.line + skippedLines })),
    faults: found.faults.map((fault) => ({ ...fault, line: fault.line + skippedLines })),
    body: found.body,
    bodyLine: found.bodyLine + skippedLines,
  };
}

/**
 * gray-matter evaluates the front matter of a file that opens with `---js`, and caches by content when it is called
 * without options; so only our own engines are given to it, and only for languages that are data.
 */
function readFenced(text: string, fence: Fence): FrontMatter | null {
  const { format } = fence;
  if (format === null) return unknownLanguage(text, fence);
  if (fence.bodyStart < 0 && format === 'json' && fence.mark === '}') return unclosed(text, fence);
  if (fence.bodyStart < 0) return fieldLine.test(text.split('\n', 2)[1] ?? '') ? unclosed(text, fence) : null;
  if (isOutOfBounds(text.slice(0, fence.bodyStart))) return outOfBounds(text, fence);
  let parsed: ParsedFields = { fields: [], faults: [] };
  const engine = (source: string): object => {
    parsed = parsers[format](source);
    return {};
  };
  const head = text.slice(0, fence.bodyStart);
  // Without the language behind the fence, which gray-matter would look up among its own engines.
  const source = head.slice(fence.fieldsStart, fence.fieldsEnd);
  // Braces have no line of a fence before them.
  const mark = fence.mark === '}' ? '---' : fence.mark;
  const file = matter(`${mark}\n${source.replace(/(?<!\n)$/, '\n')}${mark}\n`, {
    language: format,
    delimiters: [mark, mark],
    engines: { yaml: engine, toml: engine, json: engine, javascript: refuseCode },
  });
  if (parsed.fields.length === 0 && !fieldLine.test(file.matter) && file.matter.trim() !== '') return null;
  const body = text.slice(fence.bodyStart);
  const { fields, faults } = fence.mark === '}' ? withoutFenceLine(parsed) : parsed;
  return { format, fields, faults, body, bodyLine: 1 + countLines(head) };
}

function withoutFenceLine({ fields, faults }: ParsedFields): ParsedFields {
  return {
    fields: fields.map((field) => ({ ...field, line: field.line - 1 })),
    faults: faults.map((fault) => ({ ...fault, line: fault.line - 1 })),
  };
}

const parsers = { yaml: parseYaml, toml: parseToml, json: parseJson };

function parseJson(source: string): ParsedFields {
  // JSON is YAML (YAML 1.2 section 1.3), and the YAML reader knows lines and keeps numbers as they are written.
  return parseYaml(source);
}

function refuseCode(): never {
  throw new Error('front matter in JavaScript is never run');
}

/** gray-matter takes time that grows with the square of a run of blank lines, and the YAML reader a second a megabyte. */
function isOutOfBounds(head: string): boolean {
  return head.length > maxLength || /(?:\n[ \t]*){100}/.test(head);
}

function outOfBounds(text: string, fence: Fence): FrontMatter {
  const message = `the front matter is longer than ${maxLength} letters or has 100 blank lines in a row: shorten it.`;
  const body = text.slice(fence.bodyStart);
  const bodyLine = 1 + countLines(text.slice(0, fence.bodyStart));
  return { format: 'none', fields: [], faults: [{ line: 1, column: 1, message }], body, bodyLine };
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
