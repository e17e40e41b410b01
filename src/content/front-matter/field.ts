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
