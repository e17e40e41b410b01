import type { Command } from 'commander';
import { showReader } from '../readers/reader-commands.ts';
import type { Act, CommandContext } from '../terminal/command-context.ts';

/** The commands of `pennypost bounces` and their options. */
export function addBounceCommands(program: Command, act: Act, context: CommandContext): void {
  const bounces = program.command('bounces').description('understand the mail that comes back');
  bounces
    .command('classify')
    .description('say what bounces, complaints and automatic replies mean, and record nothing')
    .argument('<file...>', 'a message, an mbox file, a Maildir, a webhook payload, or - for a pipe')
    .option('--json', 'one line of JSON a message')
    .action((files, options) =>
      act(async () => (await import('./classify.ts')).classify(files, options, context)),
    );
  addBouncesProcess(bounces, act, context);
  addBouncesFetch(bounces, act, context);
  addBouncesLog(bounces, act, context);
  addBouncesDecisions(bounces, act, context);
}

function addBouncesProcess(bounces: Command, act: Act, context: CommandContext): void {
  bounces
    .command('process')
    .description('record what bounces, complaints and automatic replies say, and suppress who is gone')
    .argument('<file...>', 'a message, an mbox file, a Maildir, or - for a pipe of a mail system')
    .option('--recipient <address>', 'with -: the address that the envelope named')
    .option('--json', 'one line of JSON a message')
    .action((files, options) =>
      act(async (globals) =>
        (await import('./process.ts')).processBounces(files, { ...globals, ...options }, context),
      ),
    );
}

function addBouncesFetch(bounces: Command, act: Act, context: CommandContext): void {
  bounces
    .command('fetch')
    .description('record what is in the mailbox of BOUNCE_MAILBOX_URL, and file it there')
    .option('--json', 'one line of JSON a report')
    .action((options) =>
      act(async (globals) => (await import('./fetch.ts')).fetchBounces({ ...globals, ...options }, context)),
    );
}

function addBouncesLog(bounces: Command, act: Act, context: CommandContext): void {
  bounces
    .command('list')
    .description('list what came back, the newest first')
    .option('--issue <n>', 'of this issue only')
    .option('--quarantined', 'only what waits for your decision')
    .option('--limit <n>', 'at most so many', '100')
    .option('--json', 'one line of JSON each')
    .action((options) =>
      act(async (globals) => (await import('./list.ts')).list({ ...globals, ...options }, context)),
    );
  bounces
    .command('show')
    .description('the same as `pennypost reader`: show one person, whether they are mailed and why')
    .argument('<address>', 'the address, or the number of a report')
    .option('--json', 'as JSON')
    .action(showReader(act, context));
  bounces
    .command('stats')
    .description('show what came back of an issue, by provider, and what to do about it')
    .argument('<issue>', 'its number, or its date or slug')
    .option('--json', 'one line of JSON a send')
    .action((issue, options) =>
      act(async (globals) => (await import('./stats.ts')).stats(issue, { ...globals, ...options }, context)),
    );
}

function addBouncesDecisions(bounces: Command, act: Act, context: CommandContext): void {
  bounces
    .command('undo')
    .description('mail somebody again whom a bounce or a complaint has stopped, or all whom an issue has')
    .argument('[address]', 'the address, or the number of a report')
    .option('--quarantine', 'instead: all that wait in quarantine, since the provider was at fault')
    .option(
      '--issue <n>',
      'instead: all whom bounces of this issue have stopped; with --quarantine: of this issue only',
    )
    .option('--provider <name>', 'with --quarantine or --issue: of this provider only')
    .option('--despite-complaint', 'even somebody who reported a mail as spam')
    .action((address, options) =>
      act(async (globals) =>
        (await import('./decide.ts')).undo(address, { ...globals, ...options }, context),
      ),
    );
  bounces
    .command('confirm')
    .description('suppress those who wait in quarantine, since their mailboxes are really gone')
    .option('--issue <n>', 'of this issue only')
    .option('--provider <name>', 'of this provider only')
    .action((options) =>
      act(async (globals) => (await import('./decide.ts')).confirm({ ...globals, ...options }, context)),
    );
}
