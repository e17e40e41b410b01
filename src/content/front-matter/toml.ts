import { parse, TomlDate, TomlError } from 'smol-toml';
import type { Field, FieldValue, ParsedFields } from './field.ts';

/** Franklin's front matter is TOML but for the dates of its host language. */
const franklinDate = /Date(?<==[ \t]*Date)\((\d{4}), {0,9}(\d{1,2}), {0,9}(\d{1,2})\)/g;

/** Reads TOML front matter; `source` begins behind the opening fence, so that lines are those of the file. */
export function parseToml(source: string): ParsedFields {
  try {
    const table = parse(source.replaceAll(franklinDate, (_, ...parts: string[]) => tomlDate(parts)));
    const fields = Object.entries(table).map(([name, value]): Field => {
      return { name, value: asFieldValue(value), line: lineOf(name, source) };
    });
    return { fields, faults: [] };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const reason = error.message.split('\n', 1)[0]?.replace(/^Invalid TOML document: /, '') ?? '';
    const message = `expected a line of the form name = "value" (${reason}).`;
    return { fields: [], faults: [{ line: error.line, column: error.column, message }] };
  }
}

function tomlDate([year = '', month = '', day = '']: readonly string[]): string {
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

function asFieldValue(value: unknown): FieldValue {
  // A TOML date knows how it was written: a local date prints as one and never meets a time zone.
  if (value instanceof TomlDate) return value.toISOString();
  if (Array.isArray(value)) return value.map(asFieldValue);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, asFieldValue(inner)]));
  }
  return String(value);
}

function lineOf(name: string, source: string): number {
  const at = source.split('\n').findIndex((line) =>
    line
      .trimStart()
      .replace(/^["'[]+/, '')
      .startsWith(name),
  );
  return Math.max(at, 0) + 1;
}
