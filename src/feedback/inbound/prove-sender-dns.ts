import { Resolver } from 'node:dns/promises';
import type { DKIMResult } from 'mailauth';
import { addressKey, parseAddress } from '../../mail/address.ts';
import { fieldValues, type HeaderField, parseHeaderFields, splitMessage } from '../../mail/header-fields.ts';
import type { ProveSender } from '../consent/unsubscribe-mail.ts';
import { addressesIn } from '../reports/find-recipients.ts';

/** The answers of DNS, as `resolve` of node:dns/promises gives them. */
export type Resolve = (name: string, type: string) => Promise<string[][] | string[]>;

/** Each costs a question to DNS, and a stranger says how many there are. */
const maxSignatures = 5;
/** A mailbox is emptied one message after the other, so nobody waits long for a server that a stranger named. */
const dns = new Resolver({ timeout: 2_000, tries: 2 });
const askDns: Resolve = (name, type) => dns.resolve(name, type) as Promise<string[][]>;

/**
 * Who wrote a message, by a DKIM signature (RFC 6376) of their own domain, aligned as DMARC has it (RFC 7489 section
 * 3.1.1) that holds From and Subject and the whole body. A From alone proves nothing.
 */
export function proveSenderBy(resolver: Resolve = askDns): ProveSender {
  return async (bytes) => {
    const message = Buffer.from(bytes);
    const sender = claimedSender(parseHeaderFields(splitMessage(message.toString('latin1')).header));
    if (sender === null) return null;
    const { dkimVerify } = await import('mailauth/lib/dkim/verify.js');
    const { results } = await dkimVerify(message, { resolver });
    if (results.some(isProof)) return sender;
    if (results.some(({ status }) => status.result === 'temperror'))
      throw new Error('The DNS could not be asked for the key of a DKIM signature.');
    return null;
  };
}

/** The key of the one address in From, where the header is worth asking DNS about. */
function claimedSender(headers: readonly HeaderField[]): string | null {
  const signatures = fieldValues(headers, 'dkim-signature');
  if (signatures.length === 0 || signatures.length > maxSignatures) return null;
  // What came to be below a part that is signed alone could be anybody's: RFC 6376 section 8.2.
  if (signatures.some((signature) => /(?:^|;)\s*l\s*=/.test(signature))) return null;
  // A second one, which no signature covers, could be the one that is read.
  const [from, ...otherFrom] = fieldValues(headers, 'from');
  if (otherFrom.length > 0 || fieldValues(headers, 'subject').length !== 1) return null;
  const [address, ...others] = addressesIn(from ?? '');
  const parsed = parseAddress(address ?? '');
  return others.length === 0 && parsed.ok ? addressKey(parsed.address) : null;
}

/** What its types leave out: the fields that are signed, with colons between. */
type Signature = DKIMResult & { readonly signingHeaders?: { readonly keys: string } };

/** Whether it passes, is aligned, and its `h=` names both the sender and what they ask for. */
function isProof({ status, signingHeaders }: Signature): boolean {
  const signed = (signingHeaders?.keys ?? '')
    .toLowerCase()
    .split(':')
    .map((name) => name.trim());
  const isAligned = status.result === 'pass' && Boolean(status.aligned);
  return isAligned && signed.includes('from') && signed.includes('subject');
}
