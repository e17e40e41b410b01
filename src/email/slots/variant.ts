import type { SlotValues } from '../slot-program.ts';
import { fieldValue } from './fill-slots.ts';

/**
 * The number of the variant that a recipient gets: bit n is set where their field `conditions[n]` is not empty. What
 * is empty for a slot is empty here.
 */
function variantOf(conditions: readonly string[], values: SlotValues): number {
  return conditions.reduce(
    (mask, field, bit) => (fieldValue(values, field) === '' ? mask : mask | (1 << bit)),
    0,
  );
}

/** What was made for each variant, for this recipient. */
export function chooseVariant<T>(
  variants: readonly T[],
  conditions: readonly string[],
  values: SlotValues,
): T {
  const chosen = variants[variantOf(conditions, values)];
  if (chosen === undefined)
    throw new RangeError(`${conditions.length} conditions need more than ${variants.length} variants.`);
  return chosen;
}

/** Every variant, as the fields that are empty in it; its place in the list is its number. */
export function emptyInVariants(conditions: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: 2 ** conditions.length }, (_, mask) =>
    conditions.filter((_field, bit) => (mask & (1 << bit)) === 0),
  );
}

/** Who gets a variant, for messages: `readers with "town" and without "name"`. */
export function describeReaders(conditions: readonly string[], empty: readonly string[]): string {
  const given = conditions.map((field) => `${empty.includes(field) ? 'without' : 'with'} "${field}"`);
  return `readers ${given.join(' and ')}`;
}
