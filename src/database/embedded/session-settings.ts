import { queryFrame } from '../wire/client-frames.ts';
import { readRows } from '../wire/read-answer.ts';

/** Settings that a session has of its own, by name. */
export type Settings = ReadonlyMap<string, string>;

export const noSettings: Settings = new Map();

/**
 * The message that makes one client's settings of another's, as `RESET` and set_config; null where they are the same.
 * In its answer is no row that anybody needs.
 */
export function switchSettings(from: Settings, to: Settings): Buffer | null {
  const resets = [...from.keys()]
    .filter((name) => !to.has(name))
    .map((name) => `reset ${quoteSetting(name)}`);
  const sets = [...to]
    .filter(([name, value]) => from.get(name) !== value)
    .map(([name, value]) => `select set_config(${quoteLiteral(name)}, ${quoteLiteral(value)}, false)`);
  const statements = [...resets, ...sets];
  return statements.length === 0 ? null : queryFrame(statements.join('; '));
}

/**
 * The message that asks which settings the session has. What was said at the start, by whoever opened the engine, is none
 * of them. Settings with a dot are not in the catalogue, so they are asked for by name.
 */
export function askSettings(custom: Iterable<string>): Buffer {
  const named = [...custom].map((name) => `(${quoteLiteral(name)})`);
  const own = `select name, setting from pg_settings where source = 'session'`;
  const others = `select n, current_setting(n, true) from (values ${named.join(', ')}) as custom (n)`;
  return queryFrame(named.length === 0 ? own : `${own} union all ${others}`);
}

/** An empty custom setting is one that was reset. */
export function readSettings(reply: Buffer): Settings {
  const settings = new Map<string, string>();
  for (const [name, value] of readRows(reply))
    if (name && value !== null && value !== undefined) settings.set(name, value);
  return settings;
}

function quoteSetting(name: string): string {
  return name
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.');
}

function quoteLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
