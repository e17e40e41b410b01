import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';

/** A regular expression of the source. */
export interface Pattern {
  /** `file:line`. */
  readonly place: string;
  readonly source: string;
  readonly flags: string;
}

/** Every pattern literal in the files of a folder, with its place; the same literal once. */
export function findLiterals(folder: string): Pattern[] {
  const found = new Map<string, Pattern>();
  for (const path of sourceFiles(folder)) {
    const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node) && !found.has(node.text)) {
        const end = node.text.lastIndexOf('/');
        const line = file.getLineAndCharacterOfPosition(node.getStart()).line + 1;
        found.set(node.text, {
          place: `${path}:${line}`,
          source: node.text.slice(1, end),
          flags: node.text.slice(end + 1),
        });
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  return [...found.values()];
}

/**
 * The patterns that the modules of a folder put together from parts as they are loaded. Loads them, each once; those
 * that begin to do something when loaded are named by `leftOut`.
 */
export async function findComposed(folder: string, leftOut: RegExp): Promise<Pattern[]> {
  const found = new Map<string, Pattern>();
  const native = globalThis.RegExp;
  globalThis.RegExp = new Proxy(native, {
    construct(target, [source, flags]: [string | RegExp, string?]) {
      const made = new target(source, flags);
      const maker = new Error().stack?.split('\n')[2] ?? '';
      const [place] = maker.slice(maker.indexOf(`/${folder}/`) + 1).match(/^[^:]+:\d+/) ?? [];
      if (place?.startsWith(folder) && !maker.includes('/node_modules/') && !found.has(String(made)))
        found.set(String(made), { place, source: made.source, flags: made.flags });
      return made;
    },
  });
  try {
    for (const path of sourceFiles(folder)) {
      if (!leftOut.test(path)) await import(pathToFileURL(resolve(path)).href);
    }
  } finally {
    globalThis.RegExp = native;
  }
  return [...found.values()];
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name))
    .sort();
}
