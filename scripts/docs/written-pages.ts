import { readFileSync } from 'node:fs';
import { PassThrough, Readable } from 'node:stream';
import type { Command } from 'commander';
import { commandTable } from '../../src/cli/command-table.ts';
import { allRules } from '../../src/cli/issues/lint-rules.ts';
import { categoryWords } from '../../src/feedback/classify/category-words.ts';
import { cliPage } from './cli-page.ts';
import { configurationPage } from './configuration-page.ts';
import { markdownTable } from './markdown-table.ts';
import { replacePart } from './marked-part.ts';

export interface WrittenPage {
  readonly path: string;
  readonly text: string;
}

/** The table of commands, to be looked at and not run. */
export function allCommands(): Command {
  const ignore = () => {};
  const stop = new AbortController().signal;
  const streams = { out: ignore, err: ignore, input: Readable.from([]), screen: new PassThrough() };
  return commandTable({ cwd: '.', env: {}, ...streams, isInteractive: false, stop }, ignore);
}

/** The pages that the program writes, whole or in part, as they should be; of the others' prose nothing is changed. */
export function writtenPages(read = (path: string) => readFileSync(path, 'utf8')): WrittenPage[] {
  const lint = replacePart(read('docs/lint.md'), 'errors', ruleTable('error'));
  const bounces = replacePart(read('docs/bounces.md'), 'categories', categoryTable());
  return [
    { path: 'docs/cli.md', text: cliPage(allCommands()) },
    { path: 'docs/configuration.md', text: configurationPage() },
    { path: 'docs/lint.md', text: replacePart(lint, 'warnings', ruleTable('warning')) },
    { path: 'docs/bounces.md', text: bounces },
  ];
}

/** Those of the pages that stand otherwise on the disk, or not at all. */
export function stalePages(pages: readonly WrittenPage[], read: (path: string) => string | null): string[] {
  return pages.filter(({ path, text }) => read(path) !== text).map(({ path }) => path);
}

function ruleTable(wanted: 'error' | 'warning'): string {
  const rows = Object.entries(allRules)
    .filter(([, { severity }]) => severity === wanted)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([rule, { what }]) => [`\`${rule}\``, what]);
  return markdownTable(['rule', 'what it finds'], rows);
}

function categoryTable(): string {
  const rows = Object.entries(categoryWords).map(([category, { means, advice }]) => [
    `\`${category}\``,
    means,
    advice?.replace(/ Nobody was suppressed for it\.$/, '') ?? '',
  ]);
  return markdownTable(['category', 'what it means', 'what to do'], rows);
}
