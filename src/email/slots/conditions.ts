/** A place in a template that asks whether a field of the subscriber is empty; `place` is `path:line`. */
export interface FieldTest {
  readonly field: string;
  readonly place: string;
}

/** Each one doubles what is rendered and stored. */
const maxConditions = 3;

/** The fields that a template asks for, sorted. */
export function conditionsOf(tests: readonly FieldTest[]): string[] {
  return [...new Set(tests.map(({ field }) => field))].sort();
}

/** The fault of asking for more fields than there can be variants for, with every place that asks. */
export function conditionFaults(tests: readonly FieldTest[]): string[] {
  const fields = conditionsOf(tests);
  if (fields.length <= maxConditions) return [];
  const asked = fields.map((field) => {
    const places = tests.filter((test) => test.field === field).map(({ place }) => place);
    return `"${field}" (${[...new Set(places)].join(', ')})`;
  });
  return [
    `A template can ask for ${maxConditions} fields of a subscriber at most, since each of them doubles what is ` +
      `rendered; this one asks for ${fields.length}: ${asked.join(', ')}. Use {{slot "name" fallback="reader"}} where ` +
      'only a word differs.',
  ];
}
