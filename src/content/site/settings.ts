/** A value of a configuration: what TOML, YAML and JSON have, and `code` for what only a program knows. */
export type Setting =
  | string
  | number
  | boolean
  | null
  | typeof code
  | readonly Setting[]
  | { readonly [name: string]: Setting };

export type Settings = Readonly<Record<string, Setting>>;

/** Stands where the configuration has no plain literal. */
export const code = Symbol('code');

/** The value at a path of names, each in any case; undefined where there is none. */
export function settingAt(settings: Setting | undefined, ...names: readonly string[]): Setting | undefined {
  let at: Setting | undefined = settings;
  for (const name of names) {
    if (!isGroup(at)) return undefined;
    at = at[name] ?? Object.entries(at).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
  }
  return at;
}

/** A text there, or a number as it is printed; null where there is none. */
export function textAt(settings: Setting | undefined, ...names: readonly string[]): string | null {
  const value = settingAt(settings, ...names);
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value : null;
}

/** Whether the value there is true. */
export function isOn(settings: Setting | undefined, ...names: readonly string[]): boolean {
  return settingAt(settings, ...names) === true;
}

/** Whether the value there is false, and not merely missing. */
export function isOff(settings: Setting | undefined, ...names: readonly string[]): boolean {
  return settingAt(settings, ...names) === false;
}

export function groupAt(settings: Setting | undefined, ...names: readonly string[]): Settings {
  const value = settingAt(settings, ...names);
  return isGroup(value) ? value : {};
}

export function listAt(settings: Setting | undefined, ...names: readonly string[]): readonly Setting[] {
  const value = settingAt(settings, ...names);
  return Array.isArray(value) ? (value as readonly Setting[]) : [];
}

export function isGroup(value: Setting | undefined): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
