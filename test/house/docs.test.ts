import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { allRules } from '../../src/cli/issues/lint-rules.ts';
import { exitCode } from '../../src/cli/terminal/exit-code.ts';

const documents = [
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
  ...readdirSync('docs', { recursive: true })
    .map((name) => join('docs', String(name)))
    .filter((name) => name.endsWith('.md')),
];

/** The first cells of every table whose heading begins with `first`, without their backticks. */
function rowsOf(document: string, first: string): string[][] {
  const tables = readFileSync(document, 'utf8').split(/\n\n+/);
  return tables
    .filter((table) => table.startsWith(`| ${first} |`))
    .flatMap((table) => table.trimEnd().split('\n').slice(2))
    .map((row) => row.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim().replaceAll('`', '')));
}

/** The members of a union of strings in the tables. */
function statesOf(type: string): string[] {
  const tables = readFileSync('src/database/tables.ts', 'utf8');
  const union = new RegExp(`type ${type} =([^;]+);`).exec(tables)?.[1] ?? '';
  return [...union.matchAll(/'(\w+)'/g)].map(([, state = '']) => state);
}

describe('the documents', () => {
  it.each(documents)('%s links to files that exist', (document) => {
    const links = readFileSync(document, 'utf8').matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g);
    for (const [, target = ''] of links)
      expect(existsSync(join(dirname(document), target)), target).toBe(true);
  });

  it('name the rooms in their order, and the home of every package', async () => {
    const rules: { rooms: string[]; homes: Record<string, string> } = await import(
      pathToFileURL('scripts/rooms.mjs').href
    );
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(Object.keys(rules.homes).sort()).toEqual(Object.keys(dependencies).sort());
    const packagesOf = (room: string) =>
      Object.keys(rules.homes)
        .filter((name) => rules.homes[name] === room)
        .sort();
    const rows = rowsOf('ARCHITECTURE.md', 'room');
    expect(rows.map(([room, , packages]) => [room, packages])).toEqual(
      rules.rooms.map((room) => [room, packagesOf(room).join(', ')]),
    );
  });

  it('name every state of a delivery and of a send, and no other', () => {
    const states = rowsOf('docs/delivery-states.md', 'state').map(([state]) => state);
    expect(states.sort()).toEqual([...statesOf('DeliveryState'), ...statesOf('SendState')].sort());
  });

  it('say of every rule of lint what the program says, errors apart from warnings', () => {
    const told = rowsOf('docs/lint.md', 'rule').map(([rule, what]) => [rule, what]);
    const rules = Object.entries(allRules).map(([rule, { severity, what }]) => ({ rule, severity, what }));
    const inOrder = (severity: string) =>
      rules
        .filter((one) => one.severity === severity)
        .sort((one, other) => one.rule.localeCompare(other.rule))
        .map(({ rule, what }) => [rule, what.replaceAll('`', '')]);
    expect(told).toEqual([...inOrder('error'), ...inOrder('warning')]);
  });

  it('know every rule that the source speaks of', () => {
    const files = readdirSync('src', { recursive: true }).map((name) => join('src', String(name)));
    const rules = files
      .filter((name) => /\.tsx?$/.test(name))
      .flatMap((name) => [...readFileSync(name, 'utf8').matchAll(/\brule: '([a-z-]+)'/g)])
      .map(([, rule = '']) => rule);
    expect(rules.length).toBeGreaterThan(30);
    for (const rule of rules) expect(Object.keys(allRules)).toContain(rule);
  });

  it('name the exit codes that there are', () => {
    const documented = rowsOf('docs/errors.md', 'exit code').map(([code]) => Number(code));
    expect(Object.values(exitCode)).toEqual(expect.arrayContaining(documented));
  });
});
