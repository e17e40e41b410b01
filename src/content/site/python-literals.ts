import { code, type Setting, type Settings } from './settings.ts';

const assignment = /^([A-Z][A-Z0-9_]*)[ \t]*(?::[^=\n]{1,80})?=[ \t]*/gm;
/** A value longer is none that an address needs. */
const maxLength = 20_000;
const maxDepth = 20;

/**
 * The settings of a Python configuration: each name in capitals that is given a literal at the beginning of a line (Python
 * Language Reference, section 2.4), the last one where a name has several. Anything else is {@link code}; nothing is run.
 */
export function readPython(text: string): Settings {
  const settings: Record<string, Setting> = {};
  for (const found of text.matchAll(assignment)) {
    const [whole, name = ''] = found;
    const reader = new LiteralReader(text, found.index + whole.length, settings);
    settings[name] = reader.whole();
  }
  return settings;
}

class LiteralReader {
  readonly #text: string;
  readonly #end: number;
  readonly #known: Settings;
  #at: number;

  constructor(text: string, at: number, known: Settings) {
    this.#text = text;
    this.#at = at;
    this.#end = Math.min(text.length, at + maxLength);
    this.#known = known;
  }

  /** The value, if nothing but a comment follows on its line. */
  whole(): Setting {
    const value = this.#value(0);
    if (value === undefined) return code;
    const rest = /^[ \t]*(?:,[ \t]*)?(?:#[^\n]*)?(?:\r?\n|$)/.test(
      this.#text.slice(this.#at, this.#at + 500),
    );
    return rest ? value : code;
  }

  #value(depth: number): Setting | undefined {
    if (depth > maxDepth) return undefined;
    this.#skip(depth > 0);
    const sign = this.#text.charAt(this.#at);
    if (sign === '(' || sign === '[') return this.#sequence(depth, sign === '(' ? ')' : ']');
    if (sign === '{') return this.#mapping(depth);
    return this.#strings() ?? this.#word();
  }

  /** Adjacent strings are one (section 2.4.2). */
  #strings(): string | undefined {
    let text: string | undefined;
    for (let next = this.#string(); next !== undefined; next = this.#string()) {
      text = (text ?? '') + next;
      this.#take(/[ \t]+/y);
    }
    return text;
  }

  #string(): string | undefined {
    const start = /([rRuUbB]{0,2})("""|'''|"|')/y;
    start.lastIndex = this.#at;
    const [whole, prefix = '', quote = ''] = start.exec(this.#text) ?? [];
    if (whole === undefined) return undefined;
    const isRaw = /r/i.test(prefix);
    let text = '';
    for (let at = this.#at + whole.length; at < this.#end; at += 1) {
      if (this.#text.startsWith(quote, at)) {
        this.#at = at + quote.length;
        return text;
      }
      const sign = this.#text.charAt(at);
      if (sign !== '\\') text += sign;
      else {
        at += 1;
        const escaped = this.#text.charAt(at);
        text += isRaw ? `\\${escaped}` : (escapes[escaped] ?? `\\${escaped}`);
      }
    }
    return undefined;
  }

  #word(): Setting | undefined {
    const word = this.#take(/[A-Za-z_]\w*|-?\d+(?:\.\d+)?/y);
    if (word === undefined) return undefined;
    if (word in words) return words[word] ?? null;
    return /^-?\d/.test(word) ? Number(word) : this.#known[word];
  }

  #sequence(depth: number, end: string): Setting | undefined {
    this.#at += 1;
    const values: Setting[] = [];
    let hasComma = false;
    for (;;) {
      this.#skip(true);
      if (this.#eat(end)) break;
      const value = this.#value(depth + 1);
      if (value === undefined) return undefined;
      values.push(value);
      this.#skip(true);
      if (this.#eat(',')) hasComma = true;
      else if (this.#eat(end)) break;
      else return undefined;
    }
    // A value in parentheses is no tuple without a comma.
    return end === ')' && !hasComma && values.length === 1 ? values[0] : values;
  }

  #mapping(depth: number): Setting | undefined {
    this.#at += 1;
    const values: Record<string, Setting> = {};
    for (;;) {
      this.#skip(true);
      if (this.#eat('}')) return values;
      const key = this.#value(depth + 1);
      this.#skip(true);
      if ((typeof key !== 'string' && typeof key !== 'number') || !this.#eat(':')) return undefined;
      const value = this.#value(depth + 1);
      if (value === undefined) return undefined;
      values[String(key)] = value;
      this.#skip(true);
      if (!this.#eat(',') && this.#text.charAt(this.#at) !== '}') return undefined;
    }
  }

  #skip(isInside: boolean): void {
    this.#take(isInside ? /(?:\s|\\\n|#[^\n]*)+/y : /(?:[ \t]|\\\n)+/y);
  }

  #eat(sign: string): boolean {
    if (this.#text.charAt(this.#at) !== sign) return false;
    this.#at += 1;
    return true;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.#text) ?? [];
    if (found === undefined || this.#at + found.length > this.#end) return undefined;
    this.#at += found.length;
    return found;
  }
}

const words: Readonly<Record<string, Setting>> = { True: true, False: false, None: null };
const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
};
