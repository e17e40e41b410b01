import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

/** A TypeScript program as plain JavaScript that `node` can start: for tests that need a process of its own. */
export interface TranspiledProgram {
  readonly path: string;
  remove(): void;
}

// Inside the project, so that the program finds its packages; below node_modules, so that nothing else finds it.
const project = resolve(import.meta.dirname, '../..');
const cache = join(project, 'node_modules/.cache/pennypost-test');

/** Writes the program and all it imports by a relative path, without checking types. */
export function transpileProgram(entry: string): TranspiledProgram {
  const directory = join(cache, randomBytes(8).toString('hex'));
  const outputOf = (source: string) => join(directory, relative(project, source)).replace(/\.ts$/, '.js');
  const waiting = [resolve(project, entry)];
  const written = new Set<string>();
  for (let source = waiting.pop(); source !== undefined; source = waiting.pop()) {
    if (written.has(source)) continue;
    written.add(source);
    const text = readFileSync(source, 'utf8');
    const { outputText } = ts.transpileModule(text, { compilerOptions });
    mkdirSync(dirname(outputOf(source)), { recursive: true });
    writeFileSync(outputOf(source), outputText);
    for (const { fileName } of ts.preProcessFile(text).importedFiles) {
      if (fileName.startsWith('.')) waiting.push(resolve(dirname(source), fileName));
    }
  }
  writeFileSync(join(directory, 'package.json'), '{"type":"module"}');
  // What the sources take of a build.
  symlinkSync(join(project, 'dist'), join(directory, 'dist'));
  return {
    path: outputOf(resolve(project, entry)),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

const compilerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ES2022,
  verbatimModuleSyntax: true,
  rewriteRelativeImportExtensions: true,
  jsx: ts.JsxEmit.ReactJSX,
  jsxImportSource: 'hono/jsx',
};
