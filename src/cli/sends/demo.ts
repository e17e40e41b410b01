import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { aloneInFolder } from '../../database/embedded/alone-in-folder-socket.ts';
import { passLint } from '../issues/lint-gate.ts';
import { prepareNamed } from '../issues/open-issue.ts';
import { type CommandContext, type GlobalOptions, loadConfig } from '../terminal/command-context.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';
import { sendChoices } from './send-options.ts';
import { sendToAll } from './send-to-all.ts';

const sampleIssue = '10';

/**
 * `pennypost demo`: the sample issue to the sample list, through the whole path and into the outbox. It keeps a
 * database of its own, made anew each time, so that it touches no real send and can be run again.
 */
export async function demo(options: GlobalOptions, context: CommandContext): Promise<ExitCode> {
  const config = loadConfig({ ...context, env: {} }, options);
  const dataDirectory = path.join(config.dataDirectory, 'demo');
  await startAfresh(dataDirectory, config.outboxDirectory);
  const prepared = await prepareNamed(sampleIssue, config, context, 'send');
  passLint(prepared, [], context);
  const sending = { ...options, issue: sampleIssue, catch: true, yes: true };
  const code = await sendToAll({
    options: sending,
    choices: sendChoices(sending),
    // Its own database keeps no lists: the sample list is a file.
    config: { ...config, dataDirectory, keptLists: [] },
    rendered: prepared.rendered,
    source: prepared.issue.sourceDigest,
    issueLists: [],
    context,
  });
  if (code === exitCode.done) await printWhereToLook(config.outboxDirectory, dataDirectory, context);
  return code;
}

async function startAfresh(dataDirectory: string, outbox: string): Promise<void> {
  await aloneInFolder(dataDirectory, 'pennypost demo', () =>
    rm(path.join(dataDirectory, 'database'), { recursive: true, force: true }),
  );
  for (const name of await caughtFiles(outbox)) await rm(path.join(outbox, name));
}

async function caughtFiles(outbox: string): Promise<string[]> {
  const names = await readdir(outbox).catch(() => []);
  return names.filter((name) => name.endsWith('.eml')).sort();
}

async function printWhereToLook(
  outbox: string,
  dataDirectory: string,
  { cwd, err }: CommandContext,
): Promise<void> {
  const [first = ''] = await caughtFiles(outbox);
  const shown = (file: string) => path.relative(cwd, file) || '.';
  err(
    [
      '',
      'The messages are what a relay would have got. Open one in your mail program, or read it here:',
      `  less ${shown(path.join(outbox, first))}`,
      'Their unsubscribe and preferences links work while this runs:',
      `  npx pennypost serve --data ${shown(dataDirectory)}`,
      '',
    ].join('\n'),
  );
}
