import type { Command } from 'commander';
import { collect } from '../terminal/collect.ts';
import type { Act, CommandContext } from '../terminal/command-context.ts';

export const onlineHelp = 'take addresses and pictures from the page of the issue on the web';

export function addIssueCommands(program: Command, act: Act, context: CommandContext): void {
  addIssues(program, act, context);
  addLint(program, act, context);
  addRender(program, act, context);
}

function addIssues(program: Command, act: Act, context: CommandContext): void {
  program
    .command('issues')
    .description('list the issues found, newest first')
    .option('--content <dir>', 'where the issues are')
    .option('--online', onlineHelp)
    .option('--json', 'as JSON')
    .action((options) =>
      act(async (globals) => (await import('./issues.ts')).issues({ ...globals, ...options }, context)),
    );
}

function addLint(program: Command, act: Act, context: CommandContext): void {
  program
    .command('lint')
    .description('look issues over before they are sent: what is wrong, where, and what to do')
    .argument('[issue...]', 'markdown files, or the numbers of issues')
    .option('--rules', 'list the rules')
    .option('--links', 'ask every link whether it is alive')
    .option('--online', onlineHelp)
    .option('--despite <rule>', 'do not fail for the errors of this rule; can be repeated', collect, [])
    .option('--json', 'as JSON')
    .action((names, options) =>
      act(async (globals) => (await import('./lint.ts')).lint(names, { ...globals, ...options }, context)),
    );
}

function addRender(program: Command, act: Act, context: CommandContext): void {
  program
    .command('render')
    .description('write the email that an issue becomes: HTML, text and the whole message')
    .argument('<file>', 'the markdown file')
    .requiredOption('--out <dir>', 'where to write')
    .option('--as <address>', 'as this subscriber gets it')
    .option('--online', onlineHelp)
    .option('--json', 'sizes and digest as JSON')
    .action((file, options) =>
      act(async (globals) => (await import('./render.ts')).render(file, { ...globals, ...options }, context)),
    );
}
