import { type Command, Option } from 'commander';
import { onlineHelp } from '../issues/issue-commands.ts';
import { collect } from '../terminal/collect.ts';
import type { Act, CommandContext } from '../terminal/command-context.ts';

export function addSendCommands(program: Command, act: Act, context: CommandContext): void {
  addSend(program, act, context);
  addTest(program, act, context);
  addStatus(program, act, context);
  addWho(program, act, context);
  addPause(program, act, context);
  addResume(program, act, context);
  addCancel(program, act, context);
  addRetry(program, act, context);
  addWork(program, act, context);
  addDemo(program, act, context);
}

function addSend(program: Command, act: Act, context: CommandContext): void {
  program
    .command('send')
    .description('send an issue to everybody on the lists')
    .argument('[issue]', 'its number, or its date, slug or path')
    .option('--issue <n>', 'the same as the argument')
    .option('--list <name>', 'only to this list; repeatable, and extends a send that is begun', collect, [])
    .option('--content <dir>', 'where the issues are')
    .option('--dry-run', 'show who would get it, who not and why; send nothing')
    .addOption(new Option('--to <address>', 'what `pennypost test` does').hideHelp())
    .option('--catch', 'rehearse: the mail goes into the outbox folder and to nobody')
    .option('--yes', 'do not ask')
    .option('--detach', 'leave the sending to `pennypost work`')
    .option('--online', onlineHelp)
    .option('--skip-bad-rows', 'take the good rows of a list that has bad ones')
    .option('--accept-shorter-list', 'believe a list that has lost most of its people')
    .option('--correction', 'amid a send: the issue as it is now to those who have not got it yet')
    .option(
      '--everybody',
      'the issue as it is now to the whole list, those included who have an earlier version',
    )
    .option(
      '--despite <rule>',
      'send in spite of the lint errors of this rule, or of a lost-key; can be repeated',
      collect,
      [],
    )
    .option('--include-new', 'also send to those who subscribed since the send began')
    .option('--limit <n>', 'only to the first N, spread over domains; the others follow if all goes well')
    .option('--watch <minutes>', 'with --limit: how long to watch before the others follow (default: 10)')
    .option('--resend-in-doubt', 'also send again to those in doubt, of whom some will get it twice')
    .option('--json', 'the account as JSON, on the last line')
    .action((issue, options) =>
      act(async (globals) => {
        const { send, namedIssue } = await import('./send.ts');
        return send({ ...globals, ...options, issue: namedIssue(issue, options) }, context);
      }),
    );
}

function addTest(program: Command, act: Act, context: CommandContext): void {
  program
    .command('test')
    .description('send an issue to one address, marked as a test')
    .argument('<issue>', 'its number, or its date, slug or path')
    .argument('<address>', 'where it goes; fields are those of the lists, if they name it')
    .option('--online', onlineHelp)
    .option('--content <dir>', 'where the issues are')
    .option('--catch', 'the mail goes into the outbox folder and to nobody')
    .option('--json', 'what came of it as JSON')
    .action((issue, address, options) =>
      act(async (globals) =>
        (await import('./test.ts')).test(issue, address, { ...globals, ...options }, context),
      ),
    );
}

function addStatus(program: Command, act: Act, context: CommandContext): void {
  program
    .command('status')
    .description('list the sends, or show where those of an issue stand')
    .argument('[issue]', 'its number, or its date or slug')
    .option('--watch', 'with an issue: show it again whenever it has changed, until it is over')
    .option('--json', 'the newest send of the issue as JSON; without an issue all sends as an array')
    .action((issue, options) =>
      act(async (globals) =>
        (await import('./status.ts')).status(issue, { ...globals, ...options }, context),
      ),
    );
}

function addWho(program: Command, act: Act, context: CommandContext): void {
  program
    .command('who')
    .description('show what became of each person in the newest send of an issue')
    .argument('<issue>', 'its number, or its date or slug')
    .argument('[address]', 'of this person only')
    .option(
      '--state <state>',
      'only those that are accepted, deferred, failed, skipped, in_doubt, pending, held or sending',
    )
    .option('--csv', 'as CSV, with a header')
    .option('--json', 'one line of JSON each')
    .action((issue, address, options) =>
      act(async (globals) =>
        (await import('./who.ts')).who(issue, address, { ...globals, ...options }, context),
      ),
    );
}

function addPause(program: Command, act: Act, context: CommandContext): void {
  program
    .command('pause')
    .description('pause the send of an issue until it is resumed')
    .argument('<issue>', 'its number, or its date or slug')
    .option('--json', 'the send as JSON')
    .action((issue, options) =>
      act(async (globals) => (await import('./pause.ts')).pause(issue, { ...globals, ...options }, context)),
    );
}

function addResume(program: Command, act: Act, context: CommandContext): void {
  program
    .command('resume')
    .description('let a paused send go on, and say who delivers it')
    .argument('<issue>', 'its number, or its date or slug')
    .option('--json', 'the send as JSON')
    .action((issue, options) =>
      act(async (globals) =>
        (await import('./resume.ts')).resume(issue, { ...globals, ...options }, context),
      ),
    );
}

function addCancel(program: Command, act: Act, context: CommandContext): void {
  program
    .command('cancel')
    .description('call off the send of an issue for good; whoever is left does not get it')
    .argument('<issue>', 'its number, or its date or slug')
    .option('--yes', 'do not ask')
    .option('--json', 'the send as JSON')
    .action((issue, options) =>
      act(async (globals) =>
        (await import('./cancel.ts')).cancel(issue, { ...globals, ...options }, context),
      ),
    );
}

function addRetry(program: Command, act: Act, context: CommandContext): void {
  program
    .command('retry')
    .description('try those again who were refused for good')
    .argument('<issue>', 'its number, or its date or slug')
    .requiredOption('--failed', 'all of them, their attempts counted anew')
    .option('--json', 'the send as JSON')
    .action((issue, options) =>
      act(async (globals) => (await import('./retry.ts')).retry(issue, { ...globals, ...options }, context)),
    );
}

function addWork(program: Command, act: Act, context: CommandContext): void {
  program
    .command('work')
    .description('deliver what the sends have left to do, until stopped')
    .action(() => act(async (globals) => (await import('./work.ts')).work(globals, context)));
}

function addDemo(program: Command, act: Act, context: CommandContext): void {
  program
    .command('demo')
    .description('send the sample issue to the sample list, into the outbox')
    .action(() => act(async (globals) => (await import('./demo.ts')).demo(globals, context)));
}
