import { findListsIfAny } from '../../audience/subscriber-file.ts';
import type { Config } from '../../config.ts';
import { prepareMessage } from '../../email/message/message-program.ts';
import { addressKey, type EmailAddress, parseAddress } from '../../mail/address.ts';
import { linkKeys, testKeys } from '../../sending/keys.ts';
import { composeFor, composeTest } from '../../sending/prepare/compose-delivery.ts';
import type { FoundReader, PreviewEmail, PreviewMail, ReaderRequest } from '../../web/preview/source.ts';
import { findReader } from '../parts/find-reader.ts';
import { openSecrets, openViewingWayOut } from '../parts/sending-keys.ts';
import { UsageError } from '../terminal/command-context.ts';
import type { FindDelivery } from './delivery-ids.ts';

/** Whoever is shown an issue as nobody in particular: of them only the address is known. */
const specimen = 'reader@example.com' as EmailAddress;

/**
 * The mail of one reader, made by what makes the mail of a send. With the ids of the delivery where one exists, so
 * that its bytes are those that were delivered.
 * @throws UsageError for what is no address, AudienceError where a list cannot be read
 */
export async function composePreview(
  email: PreviewEmail,
  { address, fields: typed }: ReaderRequest,
  config: Config,
  findDelivery: FindDelivery,
  date: Date,
): Promise<PreviewMail> {
  const listed = address === null ? null : await listedReader(readAddress(address), config.listsDirectory);
  const to = { name: typed['name'] ?? listed?.to.name ?? '', address: listed?.to.address ?? specimen };
  const fields = { ...listed?.fields, ...typed };
  const isListed = listed?.isListed ?? false;
  const secrets = await openSecrets(config);
  const wayOut = await openViewingWayOut(config, () => undefined);
  const known = isListed
    ? await findDelivery(config, email.rendered, addressKey(to.address))
    : ({
        kind: 'test',
        why: address === null ? 'nobody in particular was chosen' : 'the lists do not name this reader',
      } as const);
  const { message, values } =
    known.kind === 'delivery'
      ? await composeFor(
          prepareMessage(email.rendered),
          { id: known.id, subscriber: { id: known.id.subscriber, ...to, fields }, names: known.names },
          { ...linkKeys(secrets, known.databaseId), ...wayOut },
          date,
        )
      : await composeTest(email.rendered, to, fields, testKeys(secrets, wayOut), {
          date,
          nonce: 'preview',
          isMarked: false,
        });
  const ids =
    known.kind === 'test' ? known : { kind: known.kind, send: known.id.send, isRehearsal: known.isRehearsal };
  return { to, isListed, fields, values, message: Buffer.concat(message), ids };
}

function readAddress(text: string): EmailAddress {
  const parsed = parseAddress(text);
  if (!parsed.ok) throw new UsageError(`${JSON.stringify(text)} is shown to nobody: ${parsed.problem}.`);
  return parsed.address;
}

async function listedReader(address: EmailAddress, listsDirectory: string) {
  const unnamed = { name: '', address };
  const found = await findReader(unnamed, listsDirectory);
  return { ...found, isListed: found.to !== unnamed };
}

/** Subscribers whose address or name holds the text; the lists are read only as far as it takes to find so many. */
export async function searchReaders(directory: string, text: string, limit: number): Promise<FoundReader[]> {
  const wanted = fold(text);
  const found: FoundReader[] = [];
  if (wanted === '') return found;
  for (const list of await findListsIfAny(directory)) {
    for await (const row of list.rows()) {
      if (row.kind !== 'subscriber' || !fold(`${row.address} ${row.name}`).includes(wanted)) continue;
      found.push({ address: row.address, name: row.name, list: list.name });
      if (found.length === limit) return found;
    }
  }
  return found;
}

/** `José` is found as `jose`. */
function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim();
}

/** How many addresses the lists hold. A number stands for each, so that a million of them take some megabytes. */
export async function countAddresses(directory: string): Promise<number> {
  const seen = new Set<number>();
  for (const list of await findListsIfAny(directory))
    for await (const row of list.rows()) if (row.kind === 'subscriber') seen.add(numberOf(row.addressKey));
  return seen.size;
}

/** 53 bits of a hash (cyrb53): among a million addresses two share one once in twenty thousand such lists. */
function numberOf(text: string): number {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}
