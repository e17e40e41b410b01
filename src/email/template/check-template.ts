import Handlebars from 'handlebars';
import { conditionFaults, conditionsOf, type FieldTest } from '../slots/conditions.ts';
import type { IssueView } from './issue-view.ts';
import { specimenField, specimenView } from './specimen-view.ts';
import type { Template, TemplateFile } from './template.ts';
import { lookUp, type Scope } from './template-scope.ts';

type Node = hbs.AST.Node;
type Path = hbs.AST.PathExpression;

export interface TemplateRules {
  readonly parts: ReadonlyMap<string, TemplateFile>;
  /** A view in which nothing is missing. */
  readonly specimen: IssueView;
  /** The fields of a subscriber. */
  readonly subscriberFields: readonly string[];
  readonly kind: 'html' | 'text';
}

/** Where the check has come to: a file, the files that named it, and what names mean there. */
interface Place {
  readonly rules: TemplateRules;
  readonly file: TemplateFile;
  readonly trail: readonly string[];
  readonly scope: Scope;
  /** Takes what is found on the way. */
  readonly tests: FieldTest[];
}

export interface FileCheck {
  /** Whole sentences, each with file and line. */
  readonly faults: readonly string[];
  readonly tests: readonly FieldTest[];
}

const blockHelpers = ['if', 'unless', 'each', 'with'];
/** Every reader has them, so asking for one would only double what is rendered. */
const alwaysThere = ['email', 'unsubscribeUrl', 'preferencesUrl'];

/**
 * Every fault of a template before any of it is run, and the fields of a subscriber on which it depends, sorted.
 *
 * @param specimen what it may name: by default what the template of an issue may
 */
export function checkTemplate(
  template: Template,
  subscriberFields: readonly string[],
  specimen: IssueView = specimenView(subscriberFields),
): { readonly faults: readonly string[]; readonly conditions: readonly string[] } {
  const rules = { specimen, subscriberFields };
  const html = checkFile(template.html, { ...rules, parts: template.htmlParts, kind: 'html' });
  const text = checkFile(template.text, { ...rules, parts: template.textParts, kind: 'text' });
  const tests = [...html.tests, ...text.tests];
  return {
    faults: [...html.faults, ...text.faults, ...conditionFaults(tests)],
    conditions: conditionsOf(tests),
  };
}

/** Every fault of a file and of the parts it names, and where it asks for a subscriber's fields. */
export function checkFile(file: TemplateFile, rules: TemplateRules): FileCheck {
  const scope = { here: rules.specimen, outer: null };
  const tests: FieldTest[] = [];
  const faults = fileFaults({ rules, file, trail: [], scope, tests });
  return { faults: [...new Set(faults)], tests };
}

function fileFaults(place: Place): string[] {
  const { path, source } = place.file;
  let program: hbs.AST.Program;
  try {
    program = Handlebars.parse(source);
  } catch (error) {
    return [`${path}:${brokenLine(error)}: Handlebars cannot read this: ${brokenText(error)}`];
  }
  return programFaults(program, { ...place, trail: [...place.trail, path] });
}

function programFaults(program: hbs.AST.Program, place: Place): string[] {
  return program.body.flatMap((node) => statementFaults(node, place));
}

function statementFaults(node: Node, place: Place): string[] {
  switch (node.type) {
    case 'MustacheStatement':
      return fieldFaults(node as hbs.AST.MustacheStatement, place);
    case 'BlockStatement':
      return blockFaults(node as hbs.AST.BlockStatement, place);
    case 'PartialStatement':
      return partFaults(node as hbs.AST.PartialStatement, place);
    case 'ContentStatement':
      return contentFaults(node as hbs.AST.ContentStatement, place);
    case 'CommentStatement':
      return [];
    default:
      return [fault(node, place, `A template cannot use a ${node.type}. ${whatThereIs}`)];
  }
}

const whatThereIs =
  'It has fields, {{#if}}, {{#unless}}, {{#each}}, {{#with}}, {{slot "name" fallback="reader"}} and {{> part}}.';

function contentFaults(node: hbs.AST.ContentStatement, place: Place): string[] {
  const [before, ...others] = String(node.original).split('<mj-include');
  if (before === undefined || others.length === 0) return [];
  const line = node.loc.start.line + before.split('\n').length - 1;
  return [
    `${place.file.path}:${line}: mj-include is never read. Put the file into parts/ and write {{> name}}.`,
  ];
}

function fieldFaults(node: hbs.AST.MustacheStatement, place: Place): string[] {
  const path = node.path as Path;
  if (path.original === 'slot') return slotFaults(node, place);
  if (node.params.length > 0 || node.hash)
    return [fault(node, place, `A template cannot call "${path.original}". ${whatThereIs}`)];
  const { value, faults } = look(path, place);
  if (!node.escaped && place.rules.kind === 'html')
    faults.push(
      fault(node, place, `Write {{${path.original}}}: with three braces a value could become HTML.`),
    );
  if (typeof value === 'object' && value !== null) {
    const names = Object.keys(value).join(', ');
    faults.push(fault(node, place, `"${path.original}" is a group of fields: ${names}. Choose one.`));
  }
  return faults;
}

function slotFaults(node: hbs.AST.MustacheStatement, place: Place): string[] {
  const [field, ...others] = node.params;
  const isText = (expression: Node | undefined) => expression?.type === 'StringLiteral';
  const plain = (node.hash?.pairs ?? []).every(({ key, value }) => key === 'fallback' && isText(value));
  if (!isText(field) || others.length > 0 || !plain)
    return [fault(node, place, 'A slot is written {{slot "name" fallback="reader"}}, both in quotes.')];
  const name = (field as hbs.AST.StringLiteral).value;
  const known = place.rules.subscriberFields;
  if (known.includes(name)) return [];
  return [fault(node, place, `A subscriber has no field "${name}". There are: ${known.join(', ')}.`)];
}

function blockFaults(node: hbs.AST.BlockStatement, place: Place): string[] {
  const helper = node.path.original;
  const [subject, ...others] = node.params;
  const path = subject as Path | undefined;
  const wellFormed = path?.type === 'PathExpression' && others.length === 0 && !node.hash;
  if (!blockHelpers.includes(helper) || path === undefined || !wellFormed)
    return [fault(node, place, `A template cannot use this {{#${helper}}}. ${whatThereIs}`)];
  const { value, faults } = look(path, place);
  faults.push(...testFaults(helper, path, value, place));
  if (helper === 'each' && value !== undefined && !Array.isArray(value))
    faults.push(fault(node, place, `{{#each}} needs a list, and "${path.original}" is none.`));
  if (node.program?.blockParams?.length)
    faults.push(fault(node, place, 'A template cannot use "as |name|"; name the field in full.'));
  const inner = { ...place, scope: innerScope(helper, value, place.scope) };
  return [
    ...faults,
    ...(node.program ? programFaults(node.program, inner) : []),
    ...(node.inverse ? programFaults(node.inverse, place) : []),
  ];
}

/** What is wrong with asking for a subscriber's own value; if nothing is, the test is noted. */
function testFaults(helper: string, path: Path, value: unknown, place: Place): string[] {
  const field = specimenField(value);
  const asks = helper === 'if' || helper === 'unless';
  const isReader = value === place.rules.specimen.subscriber;
  if (field === null && !(isReader && asks)) return [];
  if (helper === 'each') return [];
  const name = path.original;
  if (helper === 'with')
    return [fault(path, place, `{{#with}} needs a group of fields: write {{#if ${name}}} instead.`)];
  if (isReader || field === null || alwaysThere.includes(field))
    return [fault(path, place, `"${name}" is always there: {{#${helper} ${name}}} asks for nothing.`)];
  place.tests.push({ field, place: `${place.file.path}:${path.loc.start.line}` });
  return [];
}

function innerScope(helper: string, value: unknown, scope: Scope): Scope {
  if (helper === 'with') return { here: value, outer: scope };
  if (helper === 'each') return { here: Array.isArray(value) ? value[0] : undefined, outer: scope };
  return scope;
}

function partFaults(node: hbs.AST.PartialStatement, place: Place): string[] {
  const name = (node.name as Path).original;
  const { parts } = place.rules;
  const part = parts.get(name);
  if (part === undefined) {
    const names = [...parts.keys()].join(', ');
    return [fault(node, place, `There is no part "${name}". There are: ${names}.`)];
  }
  if (place.trail.includes(part.path))
    return [fault(node, place, `The part "${name}" names itself and would never end.`)];
  const values =
    node.params.length > 0 || node.hash
      ? [fault(node, place, `{{> ${name}}} takes no values: a part sees the fields where it is named.`)]
      : [];
  return [...values, ...fileFaults({ ...place, file: part })];
}

function look(path: Path, place: Place): { value: unknown; faults: string[] } {
  const found = lookUp(path, place.scope);
  return found.ok
    ? { value: found.value, faults: [] }
    : { value: undefined, faults: [fault(path, place, found.problem)] };
}

function fault(node: Node, { file }: Place, sentence: string): string {
  return `${file.path}:${node.loc.start.line}: ${sentence}`;
}

/** Handlebars tells the line of an unpaired block as a field, that of an unreadable tag only in its message. */
function brokenLine(error: unknown): number {
  const { lineNumber, message } = error as { lineNumber?: number; message?: string };
  return lineNumber ?? Number(/^Parse error on line (\d+)/.exec(message ?? '')?.[1] ?? 1);
}

/** Its message but for the list of every token that could have come instead. */
function brokenText(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n').slice(0, 2).join(' ');
}
