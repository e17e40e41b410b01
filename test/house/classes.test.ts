import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** The classes of a source that have no reason to be one: no parent of another's making, and no state that changes. */
function classesWithoutState(text: string): string[] {
  const source = ts.createSourceFile('source.tsx', text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isClassLike(node) && !hasReason(node)) found.push(node.name?.text ?? 'a class without a name');
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function hasReason(node: ts.ClassLikeDeclaration): boolean {
  const parent = node.heritageClauses?.some(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
  return parent || node.members.some(changes);
}

/** A private field that is written again, or that is a collection or another thing with state. */
function changes(member: ts.ClassElement): boolean {
  if (!ts.isPropertyDeclaration(member) || !ts.isPrivateIdentifier(member.name)) return false;
  const isFixed = member.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ReadonlyKeyword);
  return !isFixed || (member.initializer !== undefined && ts.isNewExpression(member.initializer));
}

describe('a class', () => {
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .map((path) => posix.join('src', path.replaceAll('\\', '/')))
    .filter((path) => /\.tsx?$/.test(path));

  it('is only where something has state that lives and ends', () => {
    const faults = sources.flatMap((path) =>
      classesWithoutState(readFileSync(path, 'utf8')).map(
        (name) => `${path}: ${name} has no state: use functions.`,
      ),
    );
    expect(faults).toEqual([]);
  });

  it.each([
    ['of functions alone', 'class Sums { static add(a: number) { return a; } }', ['Sums']],
    [
      'of what it was given',
      'class Greeter { readonly #name: string; constructor(n: string) { this.#name = n; } }',
      ['Greeter'],
    ],
    ['that counts', 'class Counter { #count = 0; }', []],
    ['that keeps', 'class Keeper { readonly #kept = new Map(); }', []],
    ['that is an error', 'class OddError extends Error {}', []],
  ])('%s is told apart', (_, text, expected) => {
    expect(classesWithoutState(text)).toEqual(expected);
  });
});
