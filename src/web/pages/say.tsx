import type { Child } from 'hono/jsx';

/** A sentence of the catalogue with its `{names}` filled in, each with words or an element. */
export function say(sentence: string, values: Readonly<Record<string, Child>>): Child {
  const parts = sentence
    .split(/\{([a-z]+)\}/i)
    .map((part, at) => (at % 2 === 1 ? (values[part] ?? '') : part));
  return <>{parts}</>;
}
