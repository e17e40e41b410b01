import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { cliPage } from '../../scripts/docs/cli-page.ts';
import { settingsOf } from '../../scripts/docs/configuration-page.ts';
import { replacePart } from '../../scripts/docs/marked-part.ts';
import { stalePages, writtenPages } from '../../scripts/docs/written-pages.ts';
import { isPath, knownNames, read } from './known.ts';
import { codeLinesOf, firstCells, newestSection, sectionsOf, spansOf } from './markdown-page.ts';
import {
  commandFaults,
  differences,
  exitCodeFaults,
  linkFaults,
  nameFaults,
  optionFaults,
  pathFaults,
  referenceFaults,
  scriptFaults,
  settingFaults,
  variableFaults,
} from './page-faults.ts';

const known = knownNames();
const inSh = (line: string) => `Do this:\n\n\`\`\`sh\n${line}\n\`\`\`\n`;

describe('the checks of the pages refuse', () => {
  it.each([
    ['a command', '`pennypost shout`', 'there is no command "pennypost shout"'],
    ['a command over two lines', '`pennypost\nshout`', 'there is no command "pennypost shout"'],
    [
      'a command in a script',
      inSh('pennypost shout --loud  # aloud'),
      'there is no command "pennypost shout --loud"',
    ],
    [
      'a command in a line of its own',
      'So:\n\n    pennypost shout\n',
      'there is no command "pennypost shout"',
    ],
    ['a command of a noun', '`bounces shout`', 'there is no command "bounces shout"'],
    ['an option of another command', '`send --imap`', '"send --imap" has no option --imap'],
    [
      'an option in brackets',
      '`pennypost status [--loud]`',
      '"pennypost status [--loud]" has no option --loud',
    ],
    [
      'an option behind global ones',
      inSh('true && pennypost --data x work --loud'),
      '"pennypost --data x work --loud" has no option --loud',
    ],
  ])('%s that there is not', (_what, text, fault) => {
    expect(commandFaults(text, known)).toEqual([fault]);
  });

  it.each([
    ['an option', optionFaults, '`--loud`', 'there is no option --loud'],
    ['a script', scriptFaults, 'Then npm run shout.', 'there is no script "shout"'],
    [
      'an option of a script',
      scriptFaults,
      inSh('npm run bench -- --loud'),
      'npm run bench has no option --loud',
    ],
    ['a variable', variableFaults, '`SHOUT_URL`', 'there is no variable SHOUT_URL'],
    ['a variable of a script', variableFaults, inSh('export SHOUT_URL=x'), 'there is no variable SHOUT_URL'],
    ['a setting', settingFaults, '`volume: 11`', 'there is no setting "volume"'],
    ['a setting of a file', settingFaults, '```yaml\nvolume: 11\n```\n', 'there is no setting "volume"'],
    ['a path', pathFaults, '`src/mail/shout.ts`', 'there is no src/mail/shout.ts'],
    ['a folder of a placeholder', pathFaults, '`test/shout/<file>.test.ts`', 'there is no test/shout/'],
    ['a state', nameFaults, '`in_uproar`', 'nothing is called "in_uproar"'],
    ['a rule', nameFaults, '`loud-subject`', 'nothing is called "loud-subject"'],
    ['a name', nameFaults, '`shoutAloud`', 'nothing is called "shoutAloud"'],
    ['an error', nameFaults, '`ShoutError`', 'nothing is called "ShoutError"'],
    ['a file', nameFaults, '`shout-aloud.ts`', 'nothing is called "shout-aloud.ts"'],
    ['an exit code', exitCodeFaults, 'It ends with exit code 9.', 'there is no exit code 9'],
    [
      'an exit code in a table',
      exitCodeFaults,
      '| what | exit |\n|---|---|\n| x | 9 |\n',
      'there is no exit code 9',
    ],
  ])('%s that there is not', (_what, faultsOf, text, fault) => {
    expect(faultsOf(text, known)).toEqual([fault]);
  });

  it('a setting whose value the program would refuse', () => {
    const [fault] = settingFaults('```yaml\nconnections: none\n```\n', known);
    expect(fault).toMatch(/^connections: /);
  });

  it('a link to no page, and one to no heading', () => {
    const text =
      '# One\n\n[a](shout.md) [b](lint.md#shout) [c](#two) [d](#one) [e](https://shout.example/x)\n';
    expect(linkFaults({ path: 'docs/x.md', text }, isPath, read)).toEqual([
      'there is no docs/shout.md',
      'docs/lint.md has no heading #shout',
      'docs/x.md has no heading #two',
    ]);
  });

  it('what is told and is not, what is and is not told, and what is told twice', () => {
    expect(differences(['a', 'b', 'b'], ['b', 'c'])).toEqual([
      '"c" is not told',
      '"a" is told, and there is none',
      '"b" is told twice',
    ]);
  });
});

describe('what is right passes', () => {
  it.each([
    [
      'a command, an option, a noun',
      commandFaults,
      '`pennypost --config x send --issue 10`, `send`, `dkim show`, `pennypost help`',
    ],
    ['a script with its options', scriptFaults, '`npm test`, `npm run build && npm run bench -- --rounds 3`'],
    ['a variable of a test', variableFaults, '`PROPERTY_SEED=random npm test`'],
    ['code of other programs', optionFaults, '`node --cpu-prof`, `curl --fail`'],
    ['a path in a command', pathFaults, '`npx vitest run test/mail`, `test/<room>/x.ts`, `/usr/src/x`'],
  ])('%s', (_what, faultsOf, text) => {
    expect(faultsOf(text, known)).toEqual([]);
  });
});

describe('referenceFaults', () => {
  const text = read('docs/cli.md');
  const faultsWith = (changed: string, ...others: { path: string; text: string }[]) =>
    referenceFaults([{ path: 'docs/cli.md', text: changed }, ...others], known.program);

  it('is silent where every command stands in docs/cli.md', () => {
    expect(faultsWith(text)).toEqual([]);
  });

  it.each([
    [
      'a command is in no page',
      text.replace('### `pennypost work`', '### Work'),
      'pennypost work is in no page, not in docs/cli.md',
    ],
    ['an option is missing', text.replace(/^\| `--imap` .*\n/m, ''), 'pennypost serve: "--imap" is not told'],
    [
      'an option is told that there is not',
      text.replace('| `--imap` ', '| `--loud` | Louder. | |\n| `--imap` '),
      'pennypost serve: "--loud" is told, and there is none',
    ],
    [
      'a command is told that there is not',
      `${text}\n### \`pennypost shout\`\n`,
      'docs/cli.md describes "pennypost shout", which there is not',
    ],
  ])('tells where %s', (_what, changed, fault) => {
    expect(changed).not.toBe(text);
    expect(faultsWith(changed)).toEqual([fault]);
  });

  it('tells where another page describes a command too, or has a table of options', () => {
    const page = (words: string) => ({ path: 'docs/x.md', text: words });
    expect(faultsWith(text, page('# X\n\n## `pennypost work`\n'))).toEqual([
      'pennypost work is in docs/cli.md, docs/x.md, not in docs/cli.md',
    ]);
    expect(faultsWith(text, page('| option | |\n|---|---|\n| `--imap` | x |\n'))).toEqual([
      'docs/x.md has a table of "option", which belongs into docs/cli.md',
    ]);
  });
});

describe('npm run docs', () => {
  it('finds a page that was changed by hand, and one that is not there', () => {
    const pages = [
      { path: 'a.md', text: 'a' },
      { path: 'b.md', text: 'b' },
      { path: 'c.md', text: 'c' },
    ];
    const onDisk: Record<string, string> = { 'a.md': 'a', 'b.md': 'by hand' };
    expect(stalePages(pages, (path) => onDisk[path] ?? null)).toEqual(['b.md', 'c.md']);
  });

  it('finds a rule of lint that the page tells otherwise', () => {
    const changed = (path: string) => read(path).replace('| `glued-url` |', '| `torn-url` |');
    expect(stalePages(writtenPages(changed), changed)).toEqual(['docs/lint.md']);
  });

  it('leaves the prose around a part as it is, and refuses a page without its marks', () => {
    const page = 'Before.\n\n<!-- npm run docs: x -->\nold\n<!-- end of x -->\n\nAfter.\n';
    const written = replacePart(page, 'x', 'new');
    expect(written).toBe('Before.\n\n<!-- npm run docs: x -->\n\nnew\n\n<!-- end of x -->\n\nAfter.\n');
    expect(replacePart(written, 'x', 'new')).toBe(written);
    expect(() => replacePart(page, 'y', 'new')).toThrow('<!-- npm run docs: y -->');
    expect(() => replacePart(page + page, 'x', 'new')).toThrow('each once');
  });

  it('refuses a command without a chapter, and an example of a command that there is not', () => {
    const program = new Command('pennypost');
    program.command('shout');
    expect(() => cliPage(program)).toThrow('`pennypost shout` is in no chapter of docs/cli.md: give it one');
    expect(() => cliPage(program)).toThrow('there is no `pennypost send`: take it out');
  });

  it('refuses a setting without a description, and one of a form without words', () => {
    expect(() => settingsOf(z.strictObject({ volume: z.string() }))).toThrow('"volume" has no description');
    expect(() => settingsOf(z.strictObject({ volume: z.boolean().describe('How loud.') }))).toThrow(
      '"volume" is of a form without words',
    );
  });

  it('tells of a setting what it is, how it is written and what holds without it', () => {
    const schema = z.strictObject({
      volume: z.coerce.number().int().min(1).max(11).default(5).describe('How loud.'),
      voices: z
        .preprocess((value) => value, z.array(z.strictObject({ name: z.string().describe('Whose.') })))
        .meta({ description: 'Who.', form: 'list', otherwise: 'Yours.' })
        .optional(),
    });
    expect(settingsOf(schema)).toEqual([
      { name: 'volume', means: 'How loud.', form: 'whole number from 1 to 11', otherwise: '`5`' },
      { name: 'voices', means: 'Who.', form: 'list', otherwise: 'Yours.' },
      { name: 'voices.name', means: 'Whose.', form: 'text', otherwise: 'It has to be given.' },
    ]);
  });
});

describe('a page is read', () => {
  it('without taking code in a fence for prose, or a comment in it for code', () => {
    const text =
      '# A `b`\n\n```sh\n# no heading\nls `x`  # c\n```\n\nSo `one\ntwo`.\n\n    indented\n\n# A `b`\n';
    expect(spansOf(text)).toEqual(['b', 'one two', 'b']);
    expect(codeLinesOf(text)).toEqual(['ls `x`', 'indented']);
    expect(sectionsOf(text).map(({ slug }) => slug)).toEqual(['a-b', 'a-b-1']);
  });

  it('with the cells of its tables bare', () => {
    expect(
      firstCells('| a | b |\n|---|---|\n| [`x \\| y`](z.md) | 1 |\n| w | 2 |\n\n| c |\n|---|\n| d |\n', 'a'),
    ).toEqual(['x \\| y', 'w']);
  });

  it('of a changelog to the end of its newest version', () => {
    expect(newestSection('# C\n\n## New\n\n- a\n\n## Old\n\n- b\n')).toBe('# C\n\n## New\n\n- a\n\n');
  });
});
