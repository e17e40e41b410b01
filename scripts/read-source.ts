import ts from 'typescript';

/** A module that is taken in. */
export interface Import {
  readonly line: number;
  /** As it is written; null where it is made at run time. */
  readonly specifier: string | null;
  readonly isTypeOnly: boolean;
  /** What is taken of it; null where that is everything. */
  readonly names: readonly string[] | null;
}

export interface Call {
  readonly line: number;
  readonly name: string;
}

/**
 * What a file of source takes from outside itself: `imports`, whatever the syntax (import, export … from, import(),
 * import types, require), and `calls`, the names of the functions it calls; each with its line, counted from 1.
 */
export function readSource(path: string, text: string): { imports: Import[]; calls: Call[] } {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const lineOf = (node: ts.Node) => source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
  const imports: Import[] = [];
  const calls: Call[] = [];
  const visit = (node: ts.Node): void => {
    const module = moduleNamedBy(node);
    const call = callMadeBy(node);
    if (module) imports.push({ line: lineOf(module), ...importMadeBy(node, module) });
    if (call) calls.push({ line: lineOf(node), name: call });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { imports, calls };
}

function moduleNamedBy(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node))
    return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (!ts.isCallExpression(node)) return undefined;
  const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword;
  return isImport || node.expression.getText() === 'require' ? node.arguments[0] : undefined;
}

function importMadeBy(node: ts.Node, module: ts.Node): Omit<Import, 'line'> {
  const clause = ts.isImportDeclaration(node) ? node.importClause : undefined;
  const bindings = clause?.namedBindings;
  const elements = bindings && ts.isNamedImports(bindings) ? bindings.elements : undefined;
  return {
    specifier: ts.isStringLiteralLike(module) ? module.text : null,
    isTypeOnly: ts.isImportTypeNode(node) || isMarkedAsType(clause) || isMarkedAsType(node),
    names: elements && !clause?.name ? elements.filter((one) => !one.isTypeOnly).map(nameOf) : null,
  };
}

function isMarkedAsType(node: ts.Node | undefined): boolean {
  return node !== undefined && 'isTypeOnly' in node && node.isTypeOnly === true;
}

function nameOf(element: ts.ImportSpecifier): string {
  return (element.propertyName ?? element.name).text;
}

/** `Date.now` for `Date.now()`; `new Date` for a date of now, not for one made of a given time. */
function callMadeBy(node: ts.Node): string | undefined {
  if (ts.isCallExpression(node)) return node.expression.getText();
  if (ts.isNewExpression(node) && !node.arguments?.length) return `new ${node.expression.getText()}`;
  return undefined;
}
