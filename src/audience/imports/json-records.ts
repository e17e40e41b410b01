import { AudienceError } from '../audience-error.ts';

/** An object of a JSON file, or text where one should stand. */
export interface JsonRecord {
  /** Where it begins, counted from 1. */
  readonly line: number;
  /** Null where it cannot be read. */
  readonly value: Readonly<Record<string, unknown>> | null;
  readonly text: string;
}

/** One person is not longer. */
const maxRecordLength = 4_194_304;

/**
 * The objects of JSON text, one at a time: one a line, one after the other, in an array, or in the first array of an object
 * around them, as APIs answer (`{"data":{"results":[…]}}`).
 *
 * @throws AudienceError where it ends amid an object, as a file does that was cut off
 */
export async function* readJson(
  blocks: AsyncIterable<string>,
  file: string,
): AsyncGenerator<readonly JsonRecord[]> {
  const splitter = new JsonSplitter();
  for await (const block of blocks) {
    const records = splitter.take(block);
    if (splitter.isTooLong())
      throw new AudienceError([
        `${file}, line ${splitter.startLine}: an object is over four megabytes long. Nothing was changed.`,
      ]);
    if (records.length > 0) yield records;
  }
  if (splitter.isAmid)
    throw new AudienceError([
      `${file} ends amid the object that begins in line ${splitter.startLine}: was it cut off? Nothing was changed.`,
    ]);
}

const namesSomebody = /"[^"]{0,40}(?:mail|address)[^"]{0,40}"\s*:\s*"[^"@]{1,80}@/i;

/** Follows braces and strings, and parses what is a record's. */
class JsonSplitter {
  #text = '';
  #at = 0;
  #depth = 0;
  /** The depth at which records stand; null while that is not known. */
  #level: number | null = null;
  #start = -1;
  #line = 1;
  #isString = false;
  startLine = 1;

  get isAmid(): boolean {
    return this.#depth > 0;
  }

  isTooLong(): boolean {
    return this.#start >= 0 && this.#text.length - this.#start > maxRecordLength;
  }

  take(block: string): JsonRecord[] {
    this.#text += block;
    const records: JsonRecord[] = [];
    for (; this.#at < this.#text.length; this.#at += 1) {
      const record = this.#step(this.#text[this.#at] ?? '');
      if (record) records.push(record);
    }
    const cut = this.#start >= 0 ? this.#start : this.#at;
    this.#text = this.#text.slice(cut);
    this.#at -= cut;
    if (this.#start >= 0) this.#start = 0;
    return records;
  }

  #step(character: string): JsonRecord | null {
    if (character === '\n') this.#line += 1;
    if (this.#isString) {
      if (character === '\\') this.#at += 1;
      else if (character === '"') this.#isString = false;
      return null;
    }
    if (character === '"') this.#isString = true;
    else if (character === '{' || character === '[') this.#open(character);
    else if (character === '}' || character === ']') return this.#close();
    return null;
  }

  #open(character: string): void {
    if (character === '[' && this.#level === null && this.#isAround()) this.#level = this.#depth + 1;
    if (character === '{' && this.#start < 0 && (this.#level === null || this.#level === this.#depth)) {
      this.#start = this.#at;
      this.startLine = this.#line;
    }
    this.#depth += 1;
    if (character === '[' && this.#level === this.#depth) this.#start = -1;
  }

  /** Whether what was opened so far is no record: it names nobody, and holds nothing but what holds others. */
  #isAround(): boolean {
    return this.#start < 0 || !namesSomebody.test(this.#text.slice(this.#start, this.#at));
  }

  #close(): JsonRecord | null {
    this.#depth -= 1;
    if (this.#start < 0) return null;
    const level = this.#level ?? 0;
    if (this.#depth !== level) return null;
    const text = this.#text.slice(this.#start, this.#at + 1);
    this.#start = -1;
    if (this.#level === null) this.#level = 0;
    return { line: this.startLine, text, value: parseRecord(text) };
  }
}

function parseRecord(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
