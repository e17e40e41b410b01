import type { Page, SourceFile } from './site.ts';
import { readWrittenTime, type WrittenTime } from './written-time.ts';

/** The text of a field, trimmed; null where it has none or holds more than text. */
export function fieldText(
  { fields }: Pick<SourceFile, 'fields'>,
  ...names: readonly string[]
): string | null {
  for (const name of names) {
    const value = fields.get(name);
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
  }
  return null;
}

/** Whether a field says yes, as YAML, TOML and JSON write it. */
export function fieldSays(file: Pick<SourceFile, 'fields'>, name: string, expected: boolean): boolean {
  const text = fieldText(file, name)?.toLowerCase();
  return expected ? text === 'true' || text === 'yes' : text === 'false' || text === 'no';
}

/** The texts of a field that is a list, or of one that is a text. */
export function fieldList({ fields }: Pick<SourceFile, 'fields'>, name: string): readonly string[] {
  const value = fields.get(name);
  if (typeof value === 'string') return value.trim() === '' ? [] : [value.trim()];
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

/** The time of the first of these fields that has one. */
export function fieldTime(file: Pick<SourceFile, 'fields'>, ...names: readonly string[]): WrittenTime | null {
  for (const name of names) {
    const text = fieldText(file, name);
    const time = text === null ? null : readWrittenTime(text);
    if (time !== null) return time;
  }
  return null;
}

/** Says of a page that is there that it calls itself a draft, where that means nothing to its generator. */
export function noteDraft(page: Page, file: Pick<SourceFile, 'fields'>, generator: string): Page {
  if (page.why !== null || !fieldSays(file, 'draft', true)) return page;
  return { ...page, why: `It says draft: true, which means nothing to ${generator}: it is on the site.` };
}
