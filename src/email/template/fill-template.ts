import Handlebars from 'handlebars';
import { EmailError } from '../email-error.ts';
import type { TemplateFile } from './template.ts';

export interface FillOptions {
  readonly kind: 'html' | 'text';
  readonly parts: ReadonlyMap<string, TemplateFile>;
  /** The token for `{{slot field fallback=…}}`. */
  readonly slot: (field: string, fallback: string) => string;
  /** What `{{#if}}` takes for empty besides what is: the tokens of fields that these readers have not. */
  readonly empty: ReadonlySet<unknown>;
}

/** Marks a string as HTML that stands as it is, where a template names it. */
export function markup(html: string): unknown {
  return new Handlebars.SafeString(html);
}

/**
 * Runs a template over a view, once per issue. It can read the view and call `slot`; neither the environment, nor the
 * disk, nor a prototype is within its reach. What is in the view is never read as a template.
 * @throws EmailError where the template wants a field of something the view has not
 */
export function fillTemplate(file: TemplateFile, view: object, options: FillOptions): string {
  return run(file, view, options, fillerOf);
}

/**
 * Where each line of {@link fillTemplate}'s result comes from, as `path:line` by line number less one, for messages of
 * those who saw only the result. Lines from inside a value have none.
 */
export function lineOrigins(
  file: TemplateFile,
  view: object,
  options: FillOptions,
): readonly (string | null)[] {
  const marked = run(file, view, options, (one, kind) => compile(one, kind, markLines));
  return marked.split('\n').map((line) => {
    const indent = leadingMarks.exec(line)?.[0] ?? '';
    return indent.split(mark).findLast((part) => part.trim() !== '') ?? null;
  });
}

type Filler = (context: object, runtime?: Handlebars.RuntimeOptions) => string;
type Kind = FillOptions['kind'];
type Rewrite = (program: hbs.AST.Program, path: string) => hbs.AST.Program;

function run(
  file: TemplateFile,
  view: object,
  options: FillOptions,
  compiled: (file: TemplateFile, kind: Kind) => Filler,
): string {
  const partials = new Map([...options.parts].map(([name, part]) => [name, compiled(part, options.kind)]));
  return compiled(file, options.kind)(withoutPrototypes(view), {
    helpers: helpersOf(options),
    partials: Object.fromEntries(partials),
  });
}

const fillers = { html: new WeakMap<TemplateFile, Filler>(), text: new WeakMap<TemplateFile, Filler>() };

/** Once a file: an issue is filled once for each variant, and shares its parts with others. */
function fillerOf(file: TemplateFile, kind: Kind): Filler {
  const filler = fillers[kind].get(file) ?? compile(file, kind);
  fillers[kind].set(file, filler);
  return filler;
}

const handlebars = Handlebars.create();
for (const name of ['log', 'lookup']) handlebars.unregisterHelper(name);

/** Read when it is filled for the first time: a template names few of the parts that there are. */
function compile(file: TemplateFile, kind: Kind, rewrite: Rewrite = (program) => program): Filler {
  const options = {
    strict: true,
    knownHelpers: { slot: true, log: false, lookup: false },
    knownHelpersOnly: true,
    noEscape: kind === 'text',
    preventIndent: true,
  } as CompileOptions;
  let filled: HandlebarsTemplateDelegate<object> | null = null;
  return (context, runtime) => {
    filled ??= handlebars.compile(rewrite(handlebars.parse(file.source), file.path), options);
    const fill = filled;
    return blaming(file, () => fill(context, runtime));
  };
}

function helpersOf({ slot, empty }: FillOptions): Record<string, Handlebars.HelperDelegate> {
  const builtIn = handlebars.helpers['if'];
  function test(this: unknown, value: unknown, options: Handlebars.HelperOptions) {
    return builtIn?.call(this, empty.has(value) ? null : value, options);
  }
  return {
    slot: (field: string, { hash }: Handlebars.HelperOptions) => slot(field, String(hash['fallback'] ?? '')),
    if: test,
    unless(this: unknown, value: unknown, { fn, inverse, ...options }: Handlebars.HelperOptions) {
      return test.call(this, value, { ...options, fn: inverse, inverse: fn });
    },
  };
}

/** What passed the check can still miss a field of a group that this issue has not, such as a logo's width. */
function blaming(file: TemplateFile, fill: () => string): string {
  try {
    return fill();
  } catch (error) {
    if (!(error instanceof Handlebars.Exception)) throw error;
    throw new EmailError(
      [
        `${file.path}:${error.lineNumber}: The template names a field of something that is missing here. Put it inside {{#if}}.`,
      ],
      { cause: error },
    );
  }
}

function withoutPrototypes(value: object): object {
  const bare = Object.create(null) as Record<string, unknown>;
  for (const [key, inner] of Object.entries(value)) {
    const isGroup =
      typeof inner === 'object' && inner !== null && Object.getPrototypeOf(inner) === Object.prototype;
    bare[key] = isGroup
      ? withoutPrototypes(inner)
      : Array.isArray(inner)
        ? inner.map((each) => (typeof each === 'object' && each !== null ? withoutPrototypes(each) : each))
        : inner;
  }
  return bare;
}

/** A noncharacter of Unicode, which no text contains. */
const mark = '\ufdd0';
const leadingMarks = new RegExp(`^(?:\\s|${mark}[^${mark}]*${mark})*`);

/** Begins each line of the template's own text with its place. */
function markLines(program: hbs.AST.Program, path: string): hbs.AST.Program {
  for (const node of program.body) {
    if (node.type === 'ContentStatement') markContent(node as hbs.AST.ContentStatement, path);
    const { program: inner, inverse } = node as hbs.AST.BlockStatement;
    if (inner) markLines(inner, path);
    if (inverse) markLines(inverse, path);
  }
  return program;
}

function markContent(content: hbs.AST.ContentStatement, path: string): void {
  // Handlebars has taken away the line breaks beside tags that stand alone on their line.
  const original = String(content.original);
  const cut = content.value === '' ? original : original.slice(0, original.indexOf(content.value));
  const first = content.loc.start.line + cut.split('\n').length - 1;
  content.value = content.value
    .split('\n')
    .map((line, index) => `${mark}${path}:${first + index}${mark}${line}`)
    .join('\n');
}
