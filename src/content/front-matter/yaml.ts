import { type Document, isMap, isScalar, LineCounter, type Pair, parseDocument, type YAMLError } from 'yaml';
import { quoteValue } from '../text/quote-value.ts';
import type { Field, FieldValue, FrontMatterFault, ParsedFields } from './field.ts';

/** Enough for any newsletter; a file made to grow (aliases of aliases) is refused instead of expanded. */
const maxAliases = 50;
const maxDepth = 100;
const deepBlock = new RegExp(`^[ \\t]*(?:[-?:][ \\t]+){${maxDepth}}|^ {${3 * maxDepth}}`, 'm');

/**
 * Reads YAML front matter with the schema that keeps every scalar as written (YAML 1.2 section 10.1). `source` begins
 * behind the opening fence, so that its first line is the fence's own and line numbers are those of the file.
 */
export function parseYaml(source: string): ParsedFields {
  if (isTooDeep(source)) {
    const message = `the front matter is nested over ${maxDepth} levels deep: no newsletter needs that.`;
    return { fields: [], faults: [{ line: 2, column: null, message }] };
  }
  const lines = new LineCounter();
  const document = parseDocument(source, {
    schema: 'failsafe',
    prettyErrors: false,
    logLevel: 'silent',
    lineCounter: lines,
  });
  const fields = isMap(document.contents)
    ? document.contents.items.flatMap((pair) => fieldOf(pair, document, lines))
    : [];
  return { fields, faults: faultsOf(document, source, lines) };
}

/**
 * The parser goes down one call for each level; V8 ends the whole process, not just the call, if a regular expression
 * has to be compiled where its stack is full.
 */
function isTooDeep(source: string): boolean {
  if (deepBlock.test(source)) return true;
  let depth = 0;
  for (const sign of source) {
    if (sign === '[' || sign === '{') depth += 1;
    else if ((sign === ']' || sign === '}') && depth > 0) depth -= 1;
    if (depth > maxDepth) return true;
  }
  return false;
}

function fieldOf(pair: Pair, document: Document, lines: LineCounter): Field[] {
  if (!isScalar(pair.key)) return [];
  const comment = isScalar(pair.value) ? pair.value.comment : undefined;
  return [
    {
      name: String(pair.key.value),
      value: valueOfPair(pair, document),
      line: lines.linePos(pair.key.range?.[0] ?? 0).line,
      ...(comment === undefined || comment === null ? {} : { comment: comment.trim() }),
    },
  ];
}

function valueOfPair(pair: Pair, document: Document): FieldValue {
  if (isScalar(pair.value)) return scalarText(pair.value.value, pair.value.type === 'PLAIN');
  try {
    const value: unknown = isMap(pair.value) || pair.value !== null ? toPlain(pair, document) : '';
    return asFieldValue(value);
  } catch {
    return '';
  }
}

function toPlain(pair: Pair, document: Document): unknown {
  const node = pair.value as { toJS?: (document: Document, options: { maxAliasCount: number }) => unknown };
  return node.toJS?.(document, { maxAliasCount: maxAliases });
}

function scalarText(value: unknown, isPlain: boolean): string {
  const text = typeof value === 'string' ? value : '';
  return isPlain && (text === '~' || text === 'null') ? '' : text;
}

function asFieldValue(value: unknown): FieldValue {
  if (Array.isArray(value)) return value.map(asFieldValue);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, asFieldValue(inner)]));
  }
  return typeof value === 'string' ? value : '';
}

/** Every duplicate field, and of the rest the first: what follows a broken line is only its echo. */
function faultsOf(document: Document, source: string, lines: LineCounter): FrontMatterFault[] {
  const { errors } = document;
  const isDuplicate = (error: YAMLError): boolean => error.code === 'DUPLICATE_KEY';
  const first = errors.find((error) => !isDuplicate(error));
  return [...errors.filter(isDuplicate), ...(first === undefined ? [] : [first])].map((error) => {
    const { line, col } = lines.linePos(startOf(error, document));
    return { line, column: col, message: sentence(error, errors, source) };
  });
}

/** A quote or bracket that is never closed is reported by the parser at the end of the text; we say where it opens. */
function startOf(error: YAMLError, document: Document): number {
  const last = isMap(document.contents) ? document.contents.items.at(-1)?.value : undefined;
  const isUnclosed = error.code === 'MISSING_CHAR' && isScalar(last);
  return isUnclosed ? (last.range?.[0] ?? error.pos[0]) : error.pos[0];
}

function sentence(error: YAMLError, errors: readonly YAMLError[], source: string): string {
  const quoted = source.slice(error.pos[0]).split('\n', 1)[0]?.trim() ?? '';
  if (error.code === 'DUPLICATE_KEY') return duplicate(source, error.pos[0]);
  if (error.code === 'TAB_AS_INDENT') return 'a tab is used for indentation: use spaces.';
  if (isIndented(errors, source))
    return 'a field is indented as if it belonged to another: begin every field at the start of its line.';
  switch (error.code) {
    case 'BLOCK_AS_IMPLICIT_KEY':
      return `the value has a colon and a space in it, which begins a new field: put the value in quotes: ${quoteValue(quoted)}.`;
    case 'MISSING_CHAR':
      return 'a quote or bracket that opens here is never closed: close it, or double it where it belongs to the text.';
    case 'BAD_SCALAR_START':
      return `a value cannot begin with ${quoteValue(quoted.charAt(0))}: put it in quotes.`;
    default:
      return `expected a line of the form "name: value" (${error.message}): put values with quotes, colons or brackets in quotes.`;
  }
}

function duplicate(source: string, at: number): string {
  const name = /^[^:\n]+/.exec(source.slice(at))?.[0].trim() ?? '';
  return `the field ${quoteValue(name)} stands here a second time: keep one of the two.`;
}

function isIndented(errors: readonly YAMLError[], source: string): boolean {
  const firstField = source.split('\n').find((line) => line.trim() !== '' && !line.trim().startsWith('#'));
  return (
    errors.some((error) => error.code === 'MULTILINE_IMPLICIT_KEY' || error.code === 'BAD_INDENT') ||
    /^\s/.test(firstField ?? '')
  );
}
