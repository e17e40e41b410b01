import type { DeliveryState } from '../../database/column-values.ts';
import {
  type DeliveryFilter,
  type DeliveryReport,
  listDeliveries,
} from '../../ledger/accounts/list-deliveries-sql.ts';
import { sendsOfIssue } from '../../ledger/accounts/list-sends-sql.ts';
import { addressKey, domainOf, type EmailAddress, parseAddress } from '../../mail/address.ts';
import { messageId } from '../../mail/return-path.ts';
import { deliveryLabels } from '../../sending/prepare/delivery-labels.ts';
import { openLinkKeys, openSecrets } from '../parts/sending-keys.ts';
import { refuseMissing } from '../parts/what-was-sent.ts';
import { readLedger } from '../parts/with-ledger.ts';
import { type CommandContext, type GlobalOptions, UsageError } from '../terminal/command-context.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';
import { csvRow, deliveryHeading, deliveryJson, deliveryLine } from '../words/delivery-lines.ts';
import { issueKeyOf, newestReal } from './act-on-send.ts';

export interface WhoOptions extends GlobalOptions {
  readonly state?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** The states as people write them; what is on its way between the claim and the reply is `sending`. */
const states: Readonly<Record<string, readonly DeliveryState[]>> = {
  accepted: ['accepted'],
  deferred: ['deferred'],
  failed: ['failed'],
  skipped: ['skipped'],
  in_doubt: ['in_doubt'],
  pending: ['pending'],
  held: ['held'],
  sending: ['sending', 'committing'],
};

/** `pennypost who 10`: what became of each person in the newest send of an issue, a line each. */
export async function who(
  issue: string,
  address: string | undefined,
  options: WhoOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const filter = filterOf(address, options);
  const line = lineOf(options);
  return readLedger(options, `pennypost who ${issue}`, context, async (database, config) => {
    refuseMissing(config, `pennypost who ${issue}`, ['secret']);
    const keys = await openLinkKeys(await openSecrets(config), database);
    const domain = domainOf(config.newsletter.from.address as EmailAddress);
    const idOf = ({ id, names }: DeliveryReport) =>
      messageId(deliveryLabels(id, names, keys).messageIdTag, domain);
    const { send } = newestReal(issue, await sendsOfIssue(database, issueKeyOf(issue)));
    if (options.csv) context.out(deliveryHeading);
    let count = 0;
    for await (const page of listDeliveries(database, { ...filter, send })) {
      if (context.stop.aborted) return exitCode.partial;
      count += page.length;
      context.out(page.map((report) => line(report, idOf(report))).join('\n'));
    }
    return count === 0 ? nobody(send, filter, context) : exitCode.done;
  });
}

type WhoFilter = Omit<DeliveryFilter, 'send'>;

/** An empty state is an answer; an address that is not there is most likely mistyped. */
function nobody(send: number, { addressKey: key }: WhoFilter, { err }: CommandContext): ExitCode {
  err(
    key === undefined
      ? `Nobody of send ${send} is that.\n`
      : `${key} is not in send ${send}, or is not that.\n`,
  );
  return key === undefined ? exitCode.done : exitCode.mistake;
}

function lineOf({ json, csv }: WhoOptions): (report: DeliveryReport, messageId: string) => string {
  if (json && csv) throw new UsageError('--json and --csv are two forms: give one of them.');
  if (json) return deliveryJson;
  return csv ? csvRow : deliveryLine;
}

function filterOf(address: string | undefined, { state }: WhoOptions): WhoFilter {
  return {
    ...(address !== undefined && { addressKey: keyOf(address) }),
    ...(state !== undefined && { states: statesOf(state) }),
  };
}

function statesOf(text: string): readonly DeliveryState[] {
  const name = text
    .trim()
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[- ]/g, '_');
  const found = states[name];
  if (Object.hasOwn(states, name) && found) return found;
  throw new UsageError(`--state ${text} is none: it is one of ${Object.keys(states).join(', ')}.`);
}

function keyOf(address: string): string {
  const parsed = parseAddress(address);
  if (!parsed.ok) throw new UsageError(`${parsed.problem}.`);
  return addressKey(parsed.address);
}
