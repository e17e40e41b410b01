import ts from 'typescript';

/**
 * What a file of source takes from outside itself: `imports`, whatever the syntax (import, export … from, import(),
 * import types, require), and `calls`, the names of the functions it calls; each with its line, counted from 1.
 */
export function readSource(path, text) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const lineOf = (node) => source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
  const imports = [];
  const calls = [];
  const visit = (node) => {
    const module = moduleNamedBy(node);
    const call = callMadeBy(node);
    if (module) imports.push({ line: lineOf(module), ...importMadeBy(node, module) });
    if (call) calls.push({ line: lineOf(node), name: call });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { imports, calls };
}

function moduleNamedBy(node) {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node)) return node.argument.literal;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (!ts.isCallExpression(node)) return undefined;
  const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword;
  return isImport || node.expression.getText() === 'require' ? node.arguments[0] : undefined;
}

/** `specifier` is null where it is made at run time; `names` is null where everything is taken. */
function importMadeBy(node, module) {
  const clause = node.importClause;
  const elements = clause?.namedBindings?.elements;
  return {
    specifier: ts.isStringLiteralLike(module) ? module.text : null,
    isTypeOnly: ts.isImportTypeNode(node) || Boolean(clause?.isTypeOnly) || Boolean(node.isTypeOnly),
    names: elements && !clause.name ? elements.filter((one) => !one.isTypeOnly).map(nameOf) : null,
  };
}

function nameOf(element) {
  return (element.propertyName ?? element.name).text;
}

/** `Date.now` for `Date.now()`; `new Date` for a date of now, not for one made of a given time. */
function callMadeBy(node) {
  if (ts.isCallExpression(node)) return node.expression.getText();
  if (ts.isNewExpression(node) && !node.arguments?.length) return `new ${node.expression.getText()}`;
  return undefined;
}
