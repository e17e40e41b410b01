import { parse as parseTomlText, TomlDate } from 'smol-toml';
import { parseDocument } from 'yaml';
import { ContentError } from '../content-error.ts';
import type { Setting, Settings } from './settings.ts';
import type { Repository } from './site.ts';

/** Enough for any configuration; a file made to grow is refused instead of expanded. */
const maxAliases = 100;

/**
 * The settings of the first of `paths` that is there, by its extension: `.toml`, `.json`, else YAML. Null where none is.
 * @throws ContentError naming the file that does not parse
 */
export function readSettings(
  repository: Repository,
  ...paths: readonly string[]
): { path: string; settings: Settings } | null {
  for (const path of paths) {
    const text = repository.read(path);
    if (text !== null) return { path, settings: settingsOf(repository, path, text) };
  }
  return null;
}

/** By the repository: several generators are told by one file. */
const known = new WeakMap<Repository, Map<string, Settings>>();

function settingsOf(repository: Repository, path: string, text: string): Settings {
  const files = known.get(repository) ?? new Map<string, Settings>();
  known.set(repository, files);
  const settings = files.get(path) ?? parseSettings(path, text);
  files.set(path, settings);
  return settings;
}

function parseSettings(path: string, text: string): Settings {
  try {
    const value = path.endsWith('.toml') ? parseTomlText(text) : parseYamlText(text);
    return asSettings(value);
  } catch (error) {
    const [reason = ''] = (error as Error).message.split('\n', 1);
    throw new ContentError([
      `${path}: the site's configuration cannot be read (${reason}). Its addresses come from there: mend it, or set site: plain.`,
    ]);
  }
}

/** Tags such as MkDocs' `!!python/name` are code, and read as the text that they stand before. */
function parseYamlText(text: string): unknown {
  const document = parseDocument(text, { logLevel: 'silent', prettyErrors: true });
  const [error] = document.errors;
  if (error !== undefined) throw error;
  return document.toJS({ maxAliasCount: maxAliases });
}

function asSettings(value: unknown): Settings {
  const setting = asSetting(value);
  return typeof setting === 'object' && setting !== null && !Array.isArray(setting)
    ? (setting as Settings)
    : {};
}

function asSetting(value: unknown): Setting {
  if (value instanceof TomlDate || value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(asSetting);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, asSetting(inner)]));
  }
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}
