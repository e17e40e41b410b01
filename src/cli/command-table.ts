import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { addBounces } from './bounces/bounces-table.ts';
import type { Act } from './terminal/command-act.ts';
import type { CommandContext, GlobalOptions } from './terminal/command-context.ts';
import type { ExitCode } from './terminal/exit-code.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** Every command and every option. `onEnd` gets the exit code. */
export function commandTable(context: CommandContext, onEnd: (code: ExitCode) => void): Command {
  const program = new Command('pennypost')
    .description('Sends newsletters that live as markdown in git.')
    .option('--config <file>', 'the newsletter and where its parts are', 'pennypost.yaml')
    .option('--data <dir>', 'the embedded database, its secret and the outbox (default: .pennypost)')
    .version(version, '--version')
    .showHelpAfterError('Try `pennypost --help`.')
    .exitOverride();
  const act: Act = async (run) => onEnd(await run(program.opts<GlobalOptions>()));
  for (const add of [
    addIssues,
    addLint,
    addRender,
    addPreview,
    addSend,
    addStatus,
    addPause,
    addResume,
    addCancel,
    addRetry,
    addWork,
    addServe,
    addBounces,
    addDkim,
    addDemo,
  ])
    add(program, act, context);
  return program;
}

function collect(value: string, earlier: readonly string[]): string[] {
  return [...earlier, value];
}

function addIssues(program: Command, act: Act, context: CommandContext): void {
  program
    .command('issues')
    .description('list the issues found, newest first')
    .option('--content <dir>', 'where the issues are')
    .option('--json', 'as JSON')
    .action((options) =>
      act(async (globals) =>
        (await import('./issues/issues.ts')).issues({ ...globals, ...options }, context),
      ),
    );
}

function addLint(program: Command, act: Act, context: CommandContext): void {
  program
    .command('lint')
    .description('look issues over before they are sent: what is wrong, where, and what to do')
    .argument('[issue...]', 'markdown files, or the numbers of issues')
    .option('--rules', 'list the rules')
    .option('--links', 'ask every link whether it is alive')
    .option('--despite <rule>', 'do not fail for the errors of this rule; can be repeated', collect, [])
    .option('--json', 'as JSON')
    .action((names, options) =>
      act(async (globals) =>
        (await import('./issues/lint.ts')).lint(names, { ...globals, ...options }, context),
      ),
    );
}

function addRender(program: Command, act: Act, context: CommandContext): void {
  program
    .command('render')
    .description('write the email that an issue becomes: HTML, text and the whole message')
    .argument('<file>', 'the markdown file')
    .requiredOption('--out <dir>', 'where to write')
    .option('--as <address>', 'as this subscriber gets it')
    .option('--json', 'sizes and digest as JSON')
    .action((file, options) =>
      act(async (globals) =>
        (await import('./issues/render.ts')).render(file, { ...globals, ...options }, context),
      ),
    );
}

function addPreview(program: Command, act: Act, context: CommandContext): void {
  program
    .command('preview')
    .description('show the email in the browser while it is written, exactly as it will be sent')
    .argument('[issue]', 'a number, date, slug or file (default: the newest, drafts included)')
    .option('--port <port>', 'the port to listen on; 0 for any free one', '0')
    .option('--open', 'open it in the browser')
    .option('--as <address>', 'as this subscriber gets it')
    .option('--export <dir>', 'write it as one page to share, and the message beside it')
    .option('--text', 'print it as a mail reader in the terminal shows it')
    .action((issue, options) =>
      act(async (globals) =>
        (await import('./preview/preview.ts')).preview(issue, { ...globals, ...options }, context),
      ),
    );
}

function addSend(program: Command, act: Act, context: CommandContext): void {
  program
    .command('send')
    .description('send an issue to everybody on the lists')
    .requiredOption('--issue <n>', 'its number, or its date, slug or path')
    .option('--content <dir>', 'where the issues are')
    .option('--dry-run', 'show who would get it, who not and why; send nothing')
    .option('--to <address>', 'a test to this address only, marked as one')
    .option('--catch', 'rehearse: the mail goes into the outbox folder and to nobody')
    .option('--yes', 'do not ask')
    .option('--detach', 'leave the sending to `pennypost work`')
    .option('--skip-bad-rows', 'take the good rows of a list that has bad ones')
    .option('--correction', 'send an issue again that was edited since it was sent')
    .option('--despite <rule>', 'send in spite of the lint errors of this rule; can be repeated', collect, [])
    .option('--include-new', 'also send to those who subscribed since the send began')
    .option('--limit <n>', 'only to the first N, spread over domains; the others follow if all goes well')
    .option('--watch <minutes>', 'with --limit: how long to watch before the others follow (default: 10)')
    .option('--resend-in-doubt', 'also send again to those in doubt, of whom some will get it twice')
    .option('--json', 'the account as JSON, on the last line')
    .action((options) =>
      act(async (globals) => (await import('./sends/send.ts')).send({ ...globals, ...options }, context)),
    );
}

function addStatus(program: Command, act: Act, context: CommandContext): void {
  program
    .command('status')
    .description('show where the sends of an issue stand')
    .argument('<issue>', 'its number, or its date or slug')
    .option('--json', 'the newest send as JSON')
    .action((issue, options) =>
      act(async (globals) =>
        (await import('./sends/status.ts')).status(issue, { ...globals, ...options }, context),
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
      act(async (globals) =>
        (await import('./sends/pause.ts')).pause(issue, { ...globals, ...options }, context),
      ),
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
        (await import('./sends/resume.ts')).resume(issue, { ...globals, ...options }, context),
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
        (await import('./sends/cancel.ts')).cancel(issue, { ...globals, ...options }, context),
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
      act(async (globals) =>
        (await import('./sends/retry.ts')).retry(issue, { ...globals, ...options }, context),
      ),
    );
}

function addWork(program: Command, act: Act, context: CommandContext): void {
  program
    .command('work')
    .description('deliver what the sends have left to do, until stopped')
    .action(() => act(async (globals) => (await import('./sends/work.ts')).work(globals, context)));
}

function addServe(program: Command, act: Act, context: CommandContext): void {
  program
    .command('serve')
    .description('answer the unsubscribe and preferences links, and take what comes back, until stopped')
    .option('--host <host>', 'the address to listen on', '127.0.0.1')
    .option('--port <port>', 'the port to listen on', '8080')
    .option('--smtp <port>', 'also take the mail that comes back to the return paths, on this port')
    .option('--smtp-host <host>', 'the address to take it on', '127.0.0.1')
    .option('--smtp-cert <file>', 'its certificate, for STARTTLS')
    .option('--smtp-key <file>', 'the key of the certificate')
    .option('--imap', 'also take what comes into the mailbox of BOUNCE_MAILBOX_URL')
    .action((options) =>
      act(async (globals) => (await import('./serve/serve.ts')).serve({ ...globals, ...options }, context)),
    );
}

function addDkim(program: Command, act: Act, context: CommandContext): void {
  const dkim = program.command('dkim').description('the keys that sign every message');
  dkim
    .command('generate')
    .description('make a key, and print the DNS record that goes with it')
    .option('--selector <name>', 'its name in the DNS (default: pennypost)')
    .option('--domain <domain>', 'for whom it signs (default: the domain of the newsletter)')
    .addOption(new Option('--type <type>', 'its kind').choices(['rsa', 'ed25519']).default('rsa'))
    .option('--bits <bits>', 'of an RSA key, from 2048 to 4096 (default: 2048)')
    .option('--out <file>', 'where to keep it (default: dkim/SELECTOR.pem in the data folder)')
    .option('--json', 'the record as JSON')
    .action((options) =>
      act(async (globals) =>
        (await import('./dkim/generate.ts')).generate({ ...globals, ...options }, context),
      ),
    );
  dkim
    .command('show')
    .description('print the DNS records of the keys that are configured')
    .option('--json', 'one line of JSON a record')
    .action((options) =>
      act(async (globals) => (await import('./dkim/show.ts')).show({ ...globals, ...options }, context)),
    );
}

function addDemo(program: Command, act: Act, context: CommandContext): void {
  program
    .command('demo')
    .description('send the sample issue to the sample list, into the outbox')
    .action(() => act(async (globals) => (await import('./sends/demo.ts')).demo(globals, context)));
}
