/**
 * Files that import each other in a circle, types included: neither can be read without the other. The linter sees only
 * the circles that are left once the compiler has taken the types away.
 */
import { pathOfImport, type SourceFile } from './source-file.ts';

/** From each file to those that it imports, each with the line that does. */
type Imports = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** One fault for each import that closes a circle; where none of them is left, neither is a circle. */
export function faultsOfCircles(files: readonly SourceFile[]): string[] {
  const imports = importsOf(files);
  return closingImports(imports).map(([from, to]) => {
    const circle = [from, ...shortestWay(imports, to, from)].join(' → ');
    const line = imports.get(from)?.get(to);
    return `${from}:${line}: closes a circle: ${circle}. Put what both need into a file of its own.`;
  });
}

function importsOf(files: readonly SourceFile[]): Imports {
  const known = new Set(files.map(({ path }) => path));
  return new Map(
    files.map((file) => {
      const lines = new Map<string, number>();
      for (const { specifier, line } of file.imports) {
        if (!specifier?.startsWith('.')) continue;
        const target = pathOfImport(file.path, specifier);
        if (known.has(target) && !lines.has(target)) lines.set(target, line);
      }
      return [file.path, lines];
    }),
  );
}

/** Those that lead back to a file from which a walk through the imports, depth first, has come. */
function closingImports(imports: Imports): [from: string, to: string][] {
  const closing: [string, string][] = [];
  const seen = new Set<string>();
  const way = new Set<string>();
  const walk = (file: string) => {
    seen.add(file);
    way.add(file);
    for (const target of imports.get(file)?.keys() ?? []) {
      if (way.has(target)) closing.push([file, target]);
      else if (!seen.has(target)) walk(target);
    }
    way.delete(file);
  };
  for (const file of imports.keys()) if (!seen.has(file)) walk(file);
  return closing;
}

/** The files from `start` to `end`, both included. */
function shortestWay(imports: Imports, start: string, end: string): string[] {
  const cameFrom = new Map<string, string | null>([[start, null]]);
  for (const file of cameFrom.keys())
    for (const target of imports.get(file)?.keys() ?? [])
      if (!cameFrom.has(target)) cameFrom.set(target, file);
  const way: string[] = [];
  for (let file: string | null | undefined = end; file; file = cameFrom.get(file)) way.unshift(file);
  return way;
}
