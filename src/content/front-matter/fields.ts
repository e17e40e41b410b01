import type { Field, FieldValue, FrontMatter } from './field.ts';

/** Fields by their name without case and signs: `Issue-Number`, `issue_number` and `issueNumber` are one. */
export type Fields = ReadonlyMap<string, Field>;

/** Where site generators make an author put fields of his own (Zola `extra`, Hugo `params`). */
const nests = ['extra', 'params', 'meta', 'metadata', 'newsletter'];

/** The first of two fields with the same name counts; a field inside `extra` counts if there is none outside. */
export function indexFields(frontMatter: FrontMatter): Fields {
  const fields = new Map<string, Field>();
  for (const field of frontMatter.fields) addOnce(fields, field);
  for (const nest of nests) {
    const outer = fields.get(nest);
    if (outer === undefined || typeof outer.value === 'string' || Array.isArray(outer.value)) continue;
    for (const [name, value] of Object.entries(outer.value as Readonly<Record<string, FieldValue>>)) {
      addOnce(fields, { name, value, line: outer.line });
    }
  }
  return fields;
}

function addOnce(fields: Map<string, Field>, field: Field): void {
  const name = fieldName(field.name);
  if (!fields.has(name)) fields.set(name, field);
}

function fieldName(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** The first of `names` that holds a text, trimmed; null if none does. */
export function textField(fields: Fields, names: readonly string[]): { text: string; field: Field } | null {
  for (const name of names) {
    const field = fields.get(name);
    if (field !== undefined && typeof field.value === 'string' && field.value.trim() !== '') {
      return { text: field.value.trim(), field };
    }
  }
  return null;
}

/** Names of the field that dates an issue, the surest first. */
export const dateNames = [
  'date',
  'issuedate',
  'published',
  'publishedat',
  'publishedon',
  'publisheddate',
  'publishdate',
  'datepublished',
  'pubdate',
  'pubdatetime',
  'sent',
  'sentat',
  'senddate',
  'datesent',
  'rsspubdate',
  'day',
];
