import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { leavesOf } from '../../scripts/docs/cli-page.ts';
import { parseYaml } from '../../src/content/front-matter/yaml.ts';
import { codeLinesOf, linksOf, type Page, sectionsOf, spansOf, tablesOf } from './markdown-page.ts';

/** What a page of documentation may name. */
export interface Known {
  readonly program: Command;
  /** The scripts of package.json, and what options each takes after `--`. */
  readonly scripts: ReadonlyMap<string, readonly string[]>;
  readonly variables: readonly string[];
  /** Of `pennypost.yaml`: what is wrong with a value of a setting, null where there is no such setting. */
  readonly judgeSetting: (name: string, value: unknown) => string[] | null;
  readonly exitCodes: readonly number[];
  readonly isPath: (path: string) => boolean;
  /** Whether the source has this name as a word. */
  readonly isName: (name: string) => boolean;
}

const quote = (text: string) => `"${text}"`;
const unique = (texts: readonly string[]) => [...new Set(texts)];

/** Commands that there are not, and options that they do not have, wherever a page writes one down. */
export function commandFaults(text: string, { program }: Known): string[] {
  const fromSpans = spansOf(text).filter((span) => isCommand(span, program));
  const fromLines = codeLinesOf(text)
    .flatMap((line) => line.split(/ (?:&&|\|) |; /))
    .map((line) => line.replace(/^(?:exec|npx) /, ''))
    .filter((line) => /^pennypost(?= )/.test(line));
  return unique([...fromSpans, ...fromLines].flatMap((line) => faultsOfCommand(line, program)));
}

/** `send --catch` is one as well as `pennypost send`; `send` alone could be any word. */
function isCommand(span: string, program: Command): boolean {
  const [first = '', second = ''] = span.split(' ');
  if (first === 'pennypost') return second !== '';
  const command = program.commands.find((each) => each.name() === first);
  return command !== undefined && (second.startsWith('-') || (second !== '' && command.commands.length > 0));
}

function faultsOfCommand(line: string, program: Command): string[] {
  const words = line.split(' ').map((word) => word.replace(/^\[|[\],;]$/g, ''));
  if (words[0] === 'pennypost') words.shift();
  while (words[0] === '--config' || words[0] === '--data') words.splice(0, 2);
  let command = program;
  while (command.commands.length > 0 && words.length > 0 && /^[a-z]/.test(words[0] ?? '')) {
    const name = words.shift();
    const next = command.commands.find((each) => each.name() === name);
    if (!next) return command === program && name === 'help' ? [] : [`there is no command ${quote(line)}`];
    command = next;
  }
  const known = [...optionsOf(program), ...optionsOf(command), '--help'];
  return words
    .flatMap((word) => /^--[a-z][a-z-]*/.exec(word) ?? [])
    .filter((option) => !known.includes(option))
    .map((option) => `${quote(line)} has no option ${option}`);
}

const optionsOf = ({ options }: Command) => options.flatMap(({ long }) => long ?? []);

/** Options in backticks that no command and no script of ours has. */
export function optionFaults(text: string, { program, scripts }: Known): string[] {
  const known = [
    ...optionsOf(program),
    ...leavesOf(program).flatMap(({ command }) => optionsOf(command)),
    ...[...scripts.values()].flat(),
    '--help',
  ];
  const named = spansOf(text).flatMap((span) => /^--[a-z][a-z-]*/.exec(span) ?? []);
  return unique(named)
    .filter((option) => !known.includes(option))
    .map((option) => `there is no option ${option}`);
}

/** `npm run X` without a script X, and options that the script does not take. */
export function scriptFaults(text: string, { scripts }: Known): string[] {
  const calls = [...spansOf(text), ...codeLinesOf(text), ...text.split('\n')].flatMap((line) => [
    ...line.matchAll(
      /\bnpm (?:run )?(?<name>(?<=run )[\w-]+(?::[\w-]+)*|test\b|start\b)(?: -- (?<rest>[^`&|]*))?/g,
    ),
  ]);
  return unique(
    calls.flatMap(({ groups: { name = '', rest = '' } = {} }) => {
      const options = scripts.get(name);
      if (!options) return [`there is no script ${quote(name)}`];
      return (rest.match(/--[a-z-]+/g) ?? [])
        .filter((option) => !options.includes(option))
        .map((option) => `npm run ${name} has no option ${option}`);
    }),
  );
}

/** Variables of the environment that nothing reads. */
export function variableFaults(text: string, { variables }: Known): string[] {
  const named = [...spansOf(text), ...codeLinesOf(text)].flatMap(
    (code) => code.match(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g) ?? [],
  );
  return unique(named)
    .filter((name) => !variables.includes(name))
    .map((name) => `there is no variable ${name}`);
}

/** Settings in backticks (`tags:`) or in YAML that there are not, or whose value is refused. */
export function settingFaults(text: string, { judgeSetting }: Known): string[] {
  const named = spansOf(text)
    .flatMap((span) => /^([a-zA-Z]+):(?: .*)?$/.exec(span)?.[1] ?? [])
    .filter((name) => !['javascript', 'pennypost'].includes(name) && judgeSetting(name, undefined) === null);
  const files = [...text.matchAll(/^(?:```yaml|cat > pennypost\.yaml <<'END')\n([\s\S]*?)^(?:```|END)$/gm)];
  const written = files.flatMap(([, yaml = '']) =>
    parseYaml(yaml).fields.flatMap(
      ({ name, value }) => judgeSetting(name, value) ?? [`there is no setting ${quote(name)}`],
    ),
  );
  return [...unique(named).map((name) => `there is no setting ${quote(name)}`), ...written];
}

/** Files and folders of the repository that are not there; of `test/<room>/x.test.ts` it is `test/` that must be. */
export function pathFaults(text: string, { isPath }: Known): string[] {
  const named = [...spansOf(text), ...codeLinesOf(text)].flatMap(
    (code) => code.match(/(?<![\w./:@-])(?:src|docs|test|scripts|\.ci)\/[^\s`'",;:)]*/g) ?? [],
  );
  return unique(named)
    .map((path) => path.replace(/[^/]*[<…*].*$/, '').replace(/\.$/, ''))
    .filter((path) => !isPath(path))
    .map((path) => `there is no ${path}`);
}

/** Names in backticks as code writes them (`in_doubt`, `email-size`, `publicUrl`, `RenderedIssue`) that no code has. */
export function nameFaults(text: string, { isName }: Known): string[] {
  const forms = [
    /^[a-z]+(?:_[a-z]+)+$/,
    /^[a-z]+(?:-[a-z]+)+$/,
    /^[a-z]+(?:[A-Z][a-z]+)+$/,
    /^(?:[A-Z][a-z]+)+$/,
    /^[a-z-]+\.tsx?$/,
  ];
  return unique(spansOf(text))
    .filter((span) => forms.some((form) => form.test(span)) && !isName(span))
    .map((span) => `nothing is called ${quote(span)}`);
}

/** Exit codes that there are not, in a sentence or a column `exit`. */
export function exitCodeFaults(text: string, { exitCodes }: Known): string[] {
  const inText = [...text.matchAll(/\bexits?(?: with| code)?(?: is)? (\d+)/gi)].map(([, code]) => code);
  const inTables = tablesOf(text).flatMap(({ head, rows }) => {
    const at = head.indexOf('exit');
    return at < 0 ? [] : rows.map((cells) => cells[at]);
  });
  return [...inText, ...inTables]
    .filter((code) => !exitCodes.includes(Number(code)))
    .map((code) => `there is no exit code ${code}`);
}

/** Links to pages that are not there, and to headings that they do not have. */
export function linkFaults(
  { path, text }: Page,
  isPath: (path: string) => boolean,
  read: (path: string) => string,
) {
  return linksOf(text).flatMap((link) => {
    const [file = '', heading] = link.split('#');
    const target = file === '' ? path : join(dirname(path), file);
    if (file !== '' && !isPath(target)) return [`there is no ${target}`];
    if (heading === undefined) return [];
    const slugs = sectionsOf(file === '' ? text : read(target)).map(({ slug }) => slug);
    return slugs.includes(heading) ? [] : [`${target} has no heading #${heading}`];
  });
}

/** The tables that are a reference, by the heading of their first column, and the one page that may have each. */
const references: Readonly<Record<string, string>> = {
  command: 'docs/cli.md',
  option: 'docs/cli.md',
  'argument, option': 'docs/cli.md',
  'exit code': 'docs/cli.md',
  setting: 'docs/configuration.md',
  variable: 'docs/configuration.md',
};

/** Commands and options that have their reference in no page, in two, or in one that is not docs/cli.md. */
export function referenceFaults(pages: readonly Page[], program: Command): string[] {
  const sections = pages.flatMap(({ path, text }) => sectionsOf(text).map((one) => ({ path, ...one })));
  const ofCommands = leavesOf(program).flatMap(({ name, command }) => {
    const own = sections.filter(({ heading }) => heading === `pennypost ${name}`);
    const [only] = own;
    if (!only || own.length > 1 || only.path !== 'docs/cli.md')
      return [
        `pennypost ${name} is in ${own.map(({ path }) => path).join(', ') || 'no page'}, not in docs/cli.md`,
      ];
    const told = tablesOf(only.text).flatMap(({ rows }) => rows.map(([first = '']) => first));
    const known = command.options.filter(({ hidden }) => !hidden).map(({ flags }) => flags);
    return differences(
      told.filter((first) => first.startsWith('-')),
      known,
    ).map((what) => `pennypost ${name}: ${what}`);
  });
  const strangers = sections
    .filter(({ heading }) => /^pennypost [a-z]/.test(heading))
    .filter(({ heading }) => !leavesOf(program).some(({ name }) => heading === `pennypost ${name}`))
    .map(({ path, heading }) => `${path} describes ${quote(heading)}, which there is not`);
  const misplaced = pages.flatMap(({ path, text }) =>
    tablesOf(text)
      .map(({ head: [first = ''] }) => first)
      .filter((first) => (references[first] ?? path) !== path)
      .map((first) => `${path} has a table of "${first}", which belongs into ${references[first]}`),
  );
  return [...ofCommands, ...strangers, ...misplaced];
}

/** What one list has and the other has not, both ways. */
export function differences(told: readonly string[], known: readonly string[]): string[] {
  return [
    ...known.filter((one) => !told.includes(one)).map((one) => `${quote(one)} is not told`),
    ...told.filter((one) => !known.includes(one)).map((one) => `${quote(one)} is told, and there is none`),
    ...told.filter((one, at) => told.indexOf(one) !== at).map((one) => `${quote(one)} is told twice`),
  ];
}
