export interface TagArguments {
  readonly positional: readonly string[];
  readonly named: ReadonlyMap<string, string>;
}

/** `key=value`, `key: value` or a value; the commas and brackets of calls stand between them. */
const argument =
  /(?:([\w$.-]+)(?:\s*=\s*|:\s+|:(?=["'])))?(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|`([^`]*)`|([^\s,()|"'`=][^\s,()|"'`]*))/g;

/** The arguments of a template tag in whichever notation: `a "b"`, `a="b"`, `a: "b", c`, `(a="b", c=2)`. */
export function readArguments(text: string): TagArguments {
  const positional: string[] = [];
  const named = new Map<string, string>();
  for (const [, key, double, single, raw, bare] of text.matchAll(argument)) {
    const quoted = double ?? single;
    const value = quoted?.replace(/\\(["'\\])/g, '$1') ?? raw ?? bare ?? '';
    if (key === undefined) positional.push(value);
    else named.set(key, value);
  }
  return { positional, named };
}

/** The argument of that name, else the one at that place, counted from 1. */
export function argumentOf(args: TagArguments, name: string, place: number): string | null {
  return args.named.get(name) ?? args.positional[place - 1] ?? null;
}
