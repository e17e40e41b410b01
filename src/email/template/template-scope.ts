/** What names mean at a place in a template: the value there, and the places around it. */
export interface Scope {
  /** Of the specimen, in which nothing is missing; undefined where a fault was found before. */
  readonly here: unknown;
  readonly outer: Scope | null;
}

export type Found =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: string };

const loopNames = ['index', 'first', 'last'];

/** The value a path names. Under a value that is unknown already, nothing is a fault. */
export function lookUp(path: hbs.AST.PathExpression, scope: Scope): Found {
  if (path.type !== 'PathExpression') return no('Write text as text: {{ }} is for fields.');
  if (path.data) return loopValue(path, scope);
  const start = scopeOf(path, scope);
  if (start === null)
    return no(`"${path.original}" leaves the template: there is nothing around this place.`);
  let value = start.here;
  for (const [depth, name] of path.parts.entries()) {
    if (value === undefined) return { ok: true, value };
    const group = value;
    if (typeof group !== 'object' || group === null || !Object.hasOwn(group, name)) {
      const fields = fieldsOf(group, path.parts.slice(0, depth).join('.'));
      return no(`There is no field "${path.original}". There are: ${fields.join(', ')}.`);
    }
    value = (group as Record<string, unknown>)[name];
  }
  return { ok: true, value };
}

function scopeOf(path: hbs.AST.PathExpression, scope: Scope): Scope | null {
  let from: Scope | null = scope;
  for (let up = 0; up < path.depth; up += 1) from = from?.outer ?? null;
  return from;
}

function loopValue({ original, parts }: hbs.AST.PathExpression, scope: Scope): Found {
  if (scope.outer !== null && loopNames.includes(parts[0] ?? '')) return { ok: true, value: '' };
  return no(`"${original}" means nothing here; inside {{#each}} there are @index, @first and @last.`);
}

/** The names one can choose from: `issue.title` for a value, `issue.sections` for a list. */
function fieldsOf(value: unknown, prefix: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [prefix || 'this'];
  const dot = prefix === '' ? '' : `${prefix}.`;
  return Object.entries(value).flatMap(([key, inner]) => fieldsOf(inner, dot + key));
}

function no(problem: string): Found {
  return { ok: false, problem };
}
