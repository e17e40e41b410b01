import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { type ExitCode, exitCode } from '../../src/cli/terminal/exit-code.ts';
import { printFailure } from '../../src/cli/terminal/print-failure.ts';
import { type FailureKind, isFailure } from '../../src/failure.ts';

interface Source {
  readonly path: string;
  readonly text: string;
}

interface ErrorClass {
  readonly path: string;
  readonly name: string;
}

type Load = (path: string) => Promise<Readonly<Record<string, unknown>>>;

/** What a class is made with, and the failure that it then is. */
type Sample = readonly [kind: FailureKind, ...given: readonly unknown[]];

const faults = ['one thing.', 'another thing.'];
const finding = { rule: 'glued-url', severity: 'error', line: 12, message: 'no.' };

/** Every class is made of its faults alone, but for these. */
const samples: Readonly<Record<string, readonly Sample[]>> = {
  DeliveryError: [
    ['mistake', faults, 'mistake'],
    ['temporary', faults, 'temporary'],
  ],
  FeedbackError: [
    ['mistake', faults],
    ['temporary', faults, { failure: 'temporary' }],
  ],
  LedgerError: [
    ['mistake', 'edited', faults],
    ['already-sent', 'already-sent', faults],
  ],
  LintError: [['lint', 'issues/010.md', [finding], ['and more.']]],
  Overloaded: [['temporary']],
  UsageError: [['usage', 'no.']],
};

/** These ends are no failures: a command that was done, one that reached some, and our bug. */
const otherEnds = ['done', 'partial', 'bug'];

const sources: Source[] = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((path) => posix.join('src', path.replaceAll('\\', '/')))
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }));

const found = errorClasses(sources);
const loadSource: Load = (path) => import(pathToFileURL(path).href);

/** Every class that extends Error, an error of a package, or such a class. */
function errorClasses(texts: readonly Source[]): ErrorClass[] {
  const classes = texts
    .filter(({ text }) => /\bclass\b/.test(text))
    .flatMap(({ path, text }) => {
      const within: { path: string; name: string; extended: string }[] = [];
      visitAll(path, text, (node) => {
        if (!ts.isClassLike(node)) return;
        const clause = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
        if (clause) within.push({ path, name: node.name?.text ?? '(a class)', extended: clause.getText() });
      });
      return within;
    });
  const names = new Set<string>();
  const isError = (extended: string) =>
    /(?:Error|Exception)\b/.test(extended) || extended.split(/\W+/).some((word) => names.has(word));
  for (let before = -1; before < names.size; ) {
    before = names.size;
    for (const { name, extended } of classes) if (isError(extended)) names.add(name);
  }
  return classes.filter(({ extended }) => isError(extended)).map(({ path, name }) => ({ path, name }));
}

/** Where a class is decided on by its name: a string or a key that says it, anywhere but in its own file. */
function placesOfNames(texts: readonly Source[], classes: readonly ErrorClass[]): string[] {
  const homeOf = new Map(classes.map(({ path, name }) => [name, path]));
  const isNamed = ({ text }: Source) => classes.some(({ name }) => text.includes(name));
  return texts.filter(isNamed).flatMap(({ path, text }) => {
    const places: string[] = [];
    visitAll(path, text, (node) => {
      const said = ts.isPropertyAssignment(node) ? node.name : node;
      const isName = ts.isStringLiteralLike(said) || (said !== node && ts.isIdentifier(said));
      const home = isName ? homeOf.get(said.text) : undefined;
      if (home !== undefined && home !== path) places.push(`${path}: ${said.getText()}`);
    });
    return places;
  });
}

function visitAll(path: string, text: string, look: (node: ts.Node) => void): void {
  const visit = (node: ts.Node): void => {
    look(node);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
}

/** Why a class cannot be told apart: nothing for one that says itself which failure it is and lists its faults. */
async function refusalsOf({ path, name }: ErrorClass, load: Load): Promise<string[]> {
  const { [name]: made } = await load(path);
  if (typeof made !== 'function') return [`${path}: ${name} is not exported: return a value instead.`];
  return (samples[name] ?? [['mistake', faults]]).flatMap(([kind, ...given]) => {
    const error: unknown = Reflect.construct(made, given);
    if (!isFailure(error))
      return [`${path}: ${name} does not say which failure it is: implement Failure of src/failure.ts.`];
    const printed = print(error);
    const lines = error.faults.map((fault) => `pennypost: ${fault}\n`).join('');
    return [
      ...(error.name === name ? [] : [`${path}: ${name} calls itself ${error.name}.`]),
      ...(error.faults.length > 0 ? [] : [`${path}: ${name} lists no faults.`]),
      ...(error.failure === kind ? [] : [`${path}: ${name} is ${error.failure} and not ${kind}.`]),
      ...(printed.code === exitCode[kind] ? [] : [`${path}: ${name} ends with ${printed.code}.`]),
      ...(printed.text === lines ? [] : [`${path}: ${name} is not told fault by fault: ${printed.text}`]),
    ];
  });
}

function print(error: unknown): { code: ExitCode; text: string } {
  let text = '';
  const code = printFailure(error, (more) => {
    text += more;
  });
  return { code, text };
}

describe('what a person can mend', () => {
  it.each(found)('$name of $path says which failure it is', async (one) => {
    expect(await refusalsOf(one, loadSource)).toEqual([]);
  });

  it('is the only error that src has a class for, and each has a sample that is its own', () => {
    expect(found.length).toBeGreaterThan(10);
    const names = found.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(Object.keys(samples)));
  });

  it('ends in every exit code that is a failure’s, and in no other', () => {
    const kinds = new Set(Object.values(samples).flatMap((some) => some.map(([kind]) => kind)));
    expect([...kinds, ...otherEnds].sort()).toEqual(Object.keys(exitCode).sort());
  });

  it('is never decided on by the name of a class', () => {
    expect(placesOfNames(sources, found)).toEqual([]);
  });
});

describe('the check', () => {
  const plant = (text: string) => {
    const path = 'src/content/planted-error.ts';
    const javascript = ts.transpile(text, { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext });
    const load: Load = () => import(`data:text/javascript,${encodeURIComponent(javascript)}`);
    return { sources: [{ path, text }], load };
  };
  const complete = `readonly faults: readonly string[];
    constructor(faults: readonly string[]) {
      super(faults.join());
      this.name = new.target.name;
      this.faults = faults;
    }`;

  it.each([
    ['says nothing', 'export class PlantedError extends Error {}', 'does not say'],
    ['says nothing and is no Error by name', 'export class Planted extends RangeError {}', 'does not say'],
    ['is hidden', 'class PlantedError extends Error {}', 'is not exported'],
    ['has no name', 'export const planted = () => class extends Error {};', 'is not exported'],
    [
      'is a failure that has no exit code',
      `export class PlantedError extends Error { readonly failure = 'bug'; ${complete} }`,
      'does not say',
    ],
    [
      'lists nothing',
      "export class PlantedError extends Error { name = 'PlantedError'; failure = 'mistake'; faults = []; }",
      'lists no faults',
    ],
    [
      'is of a kind that its sample is not',
      "export class UsageError extends Error { name = 'UsageError'; failure = 'mistake'; faults = ['no.']; }",
      'is mistake and not usage',
    ],
  ])('refuses a class that %s, and names its file', async (_, text, why) => {
    const { sources: planted, load } = plant(text);
    const [one] = errorClasses(planted);
    const [refusal] = one ? await refusalsOf(one, load) : [];
    expect(refusal).toContain('src/content/planted-error.ts: ');
    expect(refusal).toContain(why);
  });

  it('finds a class that extends another, and takes one that is complete', async () => {
    const { sources: planted, load } = plant(
      `export class Grounds extends Error { readonly failure = 'mistake'; ${complete} }
       export class Sub extends Grounds {}
       export class Other extends Map {}`,
    );
    const classes = errorClasses(planted);
    expect(classes.map(({ name }) => name)).toEqual(['Grounds', 'Sub']);
    for (const one of classes) expect(await refusalsOf(one, load)).toEqual([]);
  });

  it.each(['const codes = { UsageError: 2 };', "if (error.name === 'UsageError') stop();"])(
    'finds the name of a class in %s',
    (text) => {
      const { sources: planted } = plant(text);
      expect(placesOfNames(planted, found)).toEqual([
        expect.stringMatching(/^src\/content\/planted-error\.ts: .*UsageError/),
      ]);
    },
  );
});
