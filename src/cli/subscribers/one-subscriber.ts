import { AudienceError } from '../../audience/audience-error.ts';
import type { ImportFile } from '../../audience/imports/read-import.ts';
import { eraseSubscriber, removeSubscriber } from '../../audience/kept/edit-subscription-sql.ts';
import { importPeople } from '../../audience/kept/import-people-sql.ts';
import { chooseKeptList } from '../../audience/kept-list.ts';
import { type EmailAddress, parseAddress } from '../../mail/address.ts';
import { openLedger } from '../parts/open-ledger.ts';
import { withLedger } from '../parts/with-ledger.ts';
import { ask } from '../terminal/ask.ts';
import {
  type CommandContext,
  type GlobalOptions,
  loadConfig,
  UsageError,
} from '../terminal/command-context.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';

export interface OneOptions extends GlobalOptions {
  readonly list?: string;
  readonly name?: string;
  readonly field?: readonly string[];
  readonly because?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `pennypost subscribers add ada@example.com`: an import of one, by the same rules. */
export async function addSubscriber(
  address: string,
  options: OneOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const config = loadConfig(context, options);
  const list = chooseKeptList(config.keptLists, options.list);
  const email = addressOf(address);
  const fields = Object.fromEntries((options.field ?? []).map(fieldOf));
  const file = fileOf({ email, name: options.name ?? '', attributes: fields });
  const database = await openLedger(config, 'pennypost subscribers add', context, 'may make one');
  try {
    const refused: string[] = [];
    const { account } = await importPeople(database, [{ file, profile: {} }], {
      list: list.name,
      unproven: 'mail',
      because: options.because ?? null,
      source: 'added by hand',
      dryRun: false,
      now: new Date(),
      onRefused: ({ reason }) => refused.push(reason),
    });
    if (refused.length > 0) throw new AudienceError(refused);
    const { rows: _, blank: __, refused: ___, merged: ____, ...counts } = account;
    const became = Object.entries(counts).find(([, count]) => count > 0)?.[0] ?? 'already';
    const isOff = became === 'left' || became === 'suppressed';
    if (options.json) context.out(JSON.stringify({ address: email, list: list.name, became }));
    else context.out(`${email}: ${isOff ? `not added, since they are ${wordOf(became)}` : became}`);
    return isOff ? exitCode.mistake : exitCode.done;
  } finally {
    await database.close();
  }
}

function wordOf(became: string): string {
  return became === 'left' ? 'one who left: only they can come back' : 'suppressed; see `pennypost reader`';
}

/** `pennypost subscribers remove ada@example.com`: off a list, or off all of them, as if they had left it. */
export async function removeOne(
  address: string,
  options: OneOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const email = addressOf(address);
  return withLedger(options, 'pennypost subscribers remove', context, async (database) => {
    const list = options.list ?? null;
    const removed = await removeSubscriber(database, {
      address: email,
      list,
      source: 'removed by hand',
      now: new Date(),
    });
    if (options.json) context.out(JSON.stringify({ address: email, list, removed }));
    else
      context.out(removed === 0 ? `${email} had left already.` : `${email} is off ${list ?? 'every list'}.`);
    return exitCode.done;
  });
}

/** `pennypost subscribers erase ada@example.com`: nothing of them stays but a hash, so that nobody brings them back. */
export async function eraseOne(
  address: string,
  options: OneOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const email = addressOf(address);
  if (!options.yes) {
    if (!context.isInteractive)
      throw new UsageError('Nobody is here to confirm, so nothing was erased: give --yes.');
    if (!(await ask(`Erase ${email} for good?`, context))) return exitCode.mistake;
  }
  return withLedger(options, 'pennypost subscribers erase', context, async (database) => {
    const wasKnown = await eraseSubscriber(database, email);
    if (options.json) context.out(JSON.stringify({ erased: true, wasKnown }));
    else
      context.out(
        wasKnown
          ? 'Erased.'
          : 'Nobody of that address was known; nobody can be brought onto a list with it now.',
      );
    return exitCode.done;
  });
}

function addressOf(text: string): EmailAddress {
  const parsed = parseAddress(text.trim());
  if (parsed.ok) return parsed.address;
  throw new AudienceError([`${parsed.problem}.`]);
}

function fieldOf(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`--field ${JSON.stringify(text)} is not of the form name=value.`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function fileOf(value: object): ImportFile {
  return {
    name: 'the command line',
    bytes: async function* () {
      yield Buffer.from(JSON.stringify(value));
    },
  };
}
