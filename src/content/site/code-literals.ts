import { type ParserOptions, parse } from '@babel/parser';
import { code, isGroup, type Setting, type Settings } from './settings.ts';
import type { Repository } from './site.ts';

/** A node of a syntax tree, looked at by the names that every tool of the ESTree family gives. */
export interface Node {
  readonly type: string;
  readonly [name: string]: unknown;
}

const options: ParserOptions = {
  sourceType: 'unambiguous',
  errorRecovery: true,
  allowReturnOutsideFunction: true,
  allowAwaitOutsideFunction: true,
  plugins: ['typescript'],
};
/** A configuration nested deeper is none that anybody wrote. */
const maxDepth = 30;

/** A program of the site, read and never run. */
export interface Program {
  readonly path: string;
  readonly text: string;
  readonly body: readonly Node[];
}

/** The first of `paths` that is there and is JavaScript or TypeScript. */
export function readProgram(repository: Repository, ...paths: readonly string[]): Program | null {
  for (const path of paths) {
    const text = repository.read(path);
    if (text === null) continue;
    const body = parseProgram(text);
    if (body !== null) return { path, text, body };
  }
  return null;
}

export function parseProgram(text: string): readonly Node[] | null {
  try {
    return parse(text, options).program.body as unknown as readonly Node[];
  } catch {
    return null;
  }
}

/**
 * What a configuration exports, as far as it is written out: an object, the argument of a helper such as `defineConfig`,
 * a constant, or what a function returns in the end. What has to be worked out is {@link code}.
 */
export function exportedSettings(program: Program): Settings {
  const scope = constantsOf(program.body);
  for (const node of program.body) {
    const exported = exportOf(node);
    if (exported === null) continue;
    const value = literalOf(exported, scope);
    if (isGroup(value)) return value;
  }
  return {};
}

function exportOf(node: Node): Node | null {
  if (node.type === 'ExportDefaultDeclaration' || node.type === 'TSExportAssignment')
    return asNode(node['declaration'] ?? node['expression']);
  const expression = node.type === 'ExpressionStatement' ? asNode(node['expression']) : null;
  if (expression?.type !== 'AssignmentExpression') return null;
  const left = asNode(expression['left']);
  const isExports = left?.type === 'MemberExpression' && asNode(left['object'])?.['name'] === 'module';
  return isExports ? asNode(expression['right']) : null;
}

/** The top level's constants by name. */
function constantsOf(body: readonly Node[]): ReadonlyMap<string, Node> {
  const found = new Map<string, Node>();
  for (const node of body) {
    const declaration = node.type === 'ExportNamedDeclaration' ? asNode(node['declaration']) : node;
    if (declaration?.type === 'FunctionDeclaration') found.set(nameOf(declaration['id']), declaration);
    for (const one of declaration?.type === 'VariableDeclaration'
      ? nodesOf(declaration['declarations'])
      : []) {
      const init = asNode(one['init']);
      if (init !== null) found.set(nameOf(one['id']), init);
    }
  }
  return found;
}

/** The value of an expression that is nothing but literals and constants of these. */
export function literalOf(node: Node | null, scope: ReadonlyMap<string, Node>, depth = 0): Setting {
  if (node === null || depth > maxDepth) return code;
  const inner = (one: unknown) => literalOf(asNode(one), scope, depth + 1);
  switch (node.type) {
    case 'StringLiteral':
    case 'NumericLiteral':
    case 'BooleanLiteral':
      return node['value'] as Setting;
    case 'NullLiteral':
      return null;
    case 'TemplateLiteral':
      return templateText(node, inner);
    case 'BinaryExpression':
      return joined(inner(node['left']), node['operator'], inner(node['right']));
    case 'Identifier':
      return node['name'] === '__dirname' ? '.' : inner(scope.get(nameOf(node)) ?? null);
    case 'ArrayExpression':
      return nodesOf(node['elements']).map(inner);
    case 'ObjectExpression':
      return objectOf(node, inner);
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'ParenthesizedExpression':
    case 'AwaitExpression':
      return inner(node['expression'] ?? node['argument']);
    case 'CallExpression':
      return callOf(node, inner);
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return inner(returned(asNode(node['body'])));
    default:
      return code;
  }
}

function templateText(node: Node, inner: (one: unknown) => Setting): Setting {
  const parts = nodesOf(node['quasis']).map((part) =>
    String((part['value'] as { cooked?: string })?.cooked ?? ''),
  );
  const values = nodesOf(node['expressions']).map(inner);
  if (!values.every((value) => typeof value === 'string' || typeof value === 'number')) return code;
  return parts.map((part, index) => part + String(values[index] ?? '')).join('');
}

function joined(left: Setting, operator: unknown, right: Setting): Setting {
  return operator === '+' && typeof left === 'string' && typeof right === 'string' ? left + right : code;
}

function objectOf(node: Node, inner: (one: unknown) => Setting): Settings {
  const values: Record<string, Setting> = {};
  for (const property of nodesOf(node['properties'])) {
    if (property.type === 'SpreadElement') {
      const spread = inner(property['argument']);
      if (isGroup(spread)) Object.assign(values, spread);
      continue;
    }
    const name = property['computed'] === true ? '' : keyOf(property['key']);
    if (name !== '') values[name] = property.type === 'ObjectProperty' ? inner(property['value']) : code;
  }
  return values;
}

/** `path.join(__dirname, 'content')` is the path; a helper such as `defineConfig({ … })` hands on what it is given. */
function callOf(node: Node, inner: (one: unknown) => Setting): Setting {
  const args = nodesOf(node['arguments']);
  const callee = asNode(node['callee']);
  if (callee?.type === 'MemberExpression' && /^(?:join|resolve)$/.test(nameOf(callee['property']))) {
    const parts = args.map(inner);
    return parts.every((part) => typeof part === 'string') ? parts.join('/') : code;
  }
  if (callee?.type !== 'Identifier' || args.length === 0) return code;
  const given = inner(args[0]);
  return isGroup(given) ? given : code;
}

/** What a function gives in the end: its expression, or the object of its last `return`. */
function returned(body: Node | null): Node | null {
  if (body === null || body.type !== 'BlockStatement') return body;
  const last = nodesOf(body['body']).findLast((statement) => statement.type === 'ReturnStatement');
  return asNode(last?.['argument']);
}

/** Every node below one, itself first. */
export function* walk(node: Node, depth = 0): Generator<Node> {
  if (depth > 4 * maxDepth) return;
  yield node;
  for (const value of Object.values(node)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      const child = asNode(one);
      if (child !== null) yield* walk(child, depth + 1);
    }
  }
}

export function asNode(value: unknown): Node | null {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
    ? (value as Node)
    : null;
}

export function nodesOf(value: unknown): Node[] {
  return Array.isArray(value) ? value.flatMap((one) => asNode(one) ?? []) : [];
}

export function nameOf(value: unknown): string {
  const name = asNode(value)?.['name'];
  return typeof name === 'string' ? name : '';
}

export function keyOf(value: unknown): string {
  const node = asNode(value);
  const literal = node?.['value'];
  return nameOf(node) || (typeof literal === 'string' ? literal : '');
}
