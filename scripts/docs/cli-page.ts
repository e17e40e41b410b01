import type { Argument, Command, Option } from 'commander';
import { exitCode, exitMeanings } from '../../src/cli/terminal/exit-code.ts';
import { chapters, examples } from './command-chapters.ts';
import { asSentence, markdownTable, slugOf } from './markdown-table.ts';

/** A command that does something, with its full name, as `bounces list`. */
interface Leaf {
  readonly name: string;
  readonly command: Command;
}

/** Every command that does something; one that only holds others is not among them. */
export function leavesOf(parent: Command, prefix = ''): Leaf[] {
  return parent.commands.flatMap((command) => {
    const name = `${prefix}${command.name()}`;
    return command.commands.length > 0 ? leavesOf(command, `${name} `) : [{ name, command }];
  });
}

/**
 * docs/cli.md: every command of the table with its arguments and options.
 *
 * @throws where a command is in no chapter, or an example is of no command
 */
export function cliPage(program: Command): string {
  const leaves = leavesOf(program);
  refuseStrays(leaves);
  const inChapters = chapters.map(({ title, words }) => ({
    title,
    groups: words.flatMap((word) =>
      program.commands.filter((each) => each.name() === word && each.commands.length > 0),
    ),
    members: words.flatMap((word) => leaves.filter(({ name }) => name.split(' ')[0] === word)),
  }));
  return [
    '<!-- `npm run docs` writes this page from the table of commands. Change that, not this. -->\n\n# The commands',
    introduction(program),
    markdownTable(
      ['command', 'what it does'],
      inChapters.flatMap(({ members }) =>
        members.map(({ name, command }) => [linkTo(name), asSentence(command.description())]),
      ),
    ),
    '## Before every command',
    parametersOf(program),
    ...inChapters.flatMap(({ title, groups, members }) => [
      `## ${title}`,
      ...groups.map((group) => `\`pennypost ${group.name()}\`: ${asSentence(group.description())}`),
      ...members.flatMap(sectionOf),
    ]),
    '## Exit codes',
    markdownTable(
      ['exit code', 'what it means'],
      Object.entries(exitCode).map(([name, code]) => [
        String(code),
        exitMeanings[name as keyof typeof exitCode],
      ]),
    ),
    'What goes wrong and with which of them a command then ends: [errors.md](errors.md).\n',
  ].join('\n\n');
}

function introduction(program: Command): string {
  return `${program.description()} Every command and every option is here; \`pennypost COMMAND --help\` prints its part.
What stands in brackets may be left out, and \`...\` is for one or more. Data goes to stdout, talk to stderr, so that
\`--json\` can be piped.`;
}

function linkTo(name: string): string {
  return `[\`pennypost ${name}\`](#${slugOf(`pennypost ${name}`)})`;
}

function sectionOf({ name, command }: Leaf): string[] {
  const parameters = parametersOf(command);
  const example = examples[name];
  return [
    `### \`pennypost ${name}\``,
    asSentence(command.description()),
    ['```sh', usageOf(name, command), ...(example ? [`# for example`, example] : []), '```'].join('\n'),
    ...(parameters === '' ? [] : [parameters]),
  ];
}

/** The options that have to be given, then the arguments; of the others only that there are some. */
function usageOf(name: string, { options, registeredArguments }: Command): string {
  const demanded = options.filter(({ mandatory }) => mandatory).map(({ flags }) => flags);
  const others = options.length > demanded.length ? ['[options]'] : [];
  return ['pennypost', name, ...demanded, ...others, ...registeredArguments.map(writtenArgument)].join(' ');
}

/** Empty where there is nothing to give. */
function parametersOf({ registeredArguments, options }: Command): string {
  const rows = [
    ...registeredArguments.map((argument) => [code(writtenArgument(argument)), ...wordsOf(argument)]),
    ...options
      .filter(isShown)
      .map((option) => [
        code(option.flags),
        ...wordsOf(option, option.mandatory ? ' It has to be given.' : ''),
      ]),
  ];
  if (rows.length === 0) return '';
  const first = registeredArguments.length > 0 ? 'argument, option' : 'option';
  const hasDefault = rows.some(([, , usual]) => usual !== '');
  return hasDefault
    ? markdownTable([first, 'what it means', 'default'], rows)
    : markdownTable(
        [first, 'what it means'],
        rows.map((row) => row.slice(0, 2)),
      );
}

/** What stands only for scripts of before is not for whoever reads the page. */
function isShown({ hidden }: Option): boolean {
  return !hidden;
}

/** What it means, and its default: the one that the parser knows, or what the description says at its end. */
function wordsOf({ description, defaultValue, argChoices }: Argument | Option, more = ''): [string, string] {
  const [, what = description, said = ''] = /^(.*) \(default: ([^()]+)\)$/.exec(description) ?? [];
  const choices = argChoices ? ` One of ${argChoices.map(code).join(', ')}.` : '';
  const isEmpty = defaultValue === undefined || (Array.isArray(defaultValue) && defaultValue.length === 0);
  return [asSentence(what) + choices + more, isEmpty ? said : code(String(defaultValue))];
}

function writtenArgument(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

function code(text: string): string {
  return `\`${text}\``;
}

function refuseStrays(leaves: readonly Leaf[]): void {
  const names = leaves.map(({ name }) => name);
  const placed = chapters.flatMap(({ words }) => words);
  const homeless = names.filter((name) => !placed.includes(name.split(' ')[0] ?? ''));
  const idle = [
    ...placed.filter((word) => !names.some((name) => name.split(' ')[0] === word)),
    ...Object.keys(examples).filter((name) => !names.includes(name)),
  ];
  const faults = [
    ...homeless.map((name) => `\`pennypost ${name}\` is in no chapter of docs/cli.md: give it one`),
    ...idle.map((name) => `there is no \`pennypost ${name}\`: take it out`),
  ];
  if (faults.length > 0) throw new Error(`scripts/docs/command-chapters.ts: ${faults.join('; ')}.`);
}
