/** JSON of a stranger: anything may be missing or of another type. */
export type Json = Readonly<Record<string, unknown>>;

const maxText = 10_000;
const nothing: Json = {};

/** The object or list that a text holds, or null. */
export function parseJson(source: string): object | null {
  try {
    const value: unknown = JSON.parse(source);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

/** The value, where it is an object; else one without fields. */
export function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : nothing;
}

/** The objects of a list, or the one object that stands in place of a list. */
export function objectsOf(value: unknown): Json[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.map(objectOf).filter((one) => one !== nothing);
}

/** A string or a number as text, shortened, else `''`. */
export function textOf(value: unknown): string {
  if (typeof value === 'number') return String(value);
  // PostgreSQL keeps no NUL in a text, and would refuse the event as often as it is offered.
  return typeof value === 'string' ? value.slice(0, maxText).replaceAll('\0', '') : '';
}

export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(textOf).filter(Boolean) : [];
}

/** A number, also one written as text, else NaN. */
export function numberOf(value: unknown): number {
  const text = textOf(value).trim();
  return text === '' ? Number.NaN : Number(text);
}
