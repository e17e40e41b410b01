interface Held {
  users: number;
  value: Promise<{ readonly value: unknown; remove(): Promise<void> }>;
}

// Vitest evaluates a set-up once a project, in one process: only what hangs on globalThis is shared between them.
const key = Symbol.for('pennypost.test.setup');
const registry: typeof globalThis & { [key]?: Map<string, Held> } = globalThis;
registry[key] ??= new Map();
const held = registry[key];

/** Makes something once a run for however many projects ask for it; the last of them to `leave` removes it. */
export async function sharedSetup<T>(
  name: string,
  make: () => Promise<{ readonly value: T; remove(): Promise<void> }>,
): Promise<{ readonly value: T; leave(): Promise<void> }> {
  const one = held.get(name) ?? { users: 0, value: make() };
  held.set(name, one);
  one.users += 1;
  const { value, remove } = await one.value;
  const leave = async (): Promise<void> => {
    one.users -= 1;
    if (one.users > 0) return;
    held.delete(name);
    await remove();
  };
  return { value: value as T, leave };
}
