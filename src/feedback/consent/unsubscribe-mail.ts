import { addressToken, type UnsubscribeMailbox } from '../../audience/unsubscribe-mailbox.ts';
import { readCaseProofToken } from '../../audience/unsubscribe-token.ts';
import { fieldValue } from '../../mail/header-fields.ts';
import type { MimeMessage } from '../../mail/mime/mime-message.ts';
import { addressesIn } from '../reports/find-recipients.ts';
import { speakerOf } from '../reports/speaker.ts';
import { asksToLeave, bareSubject, ownWords } from './leaving-words.ts';

/** RFC 6068 section 5: programs that do not decode the address of a `mailto:` leave its `%20`, or make it a plus. */
const withToken = /(?:^|[^\w-])unsubscribe(?:\s|%20|\+)+([\w-]{40}|[\w-]{32})(?![\w-])/i;
const anyToken = new RegExp(withToken, 'gi');
/** The links of an issue and the address of its mailto form, as a quote has them. */
const inQuote = /\/[up]\/([\w-]{40}|[\w-]{32})(?![\w-])|\+([a-z2-7]{48}|01[\da-f]{46})(?=@)/gi;
/** Below its own text a letter quotes others, in whose words a token alone proves nothing that its writer wants. */
const ownTextLength = 2_000;

/**
 * What a mail to the unsubscribe mailbox (RFC 2369 section 3.2) asks for:
 *
 * - `token`: whoever holds it may leave with it, so who sent the mail does not matter. Where the mail asks to leave in words,
 *   or says nothing of its own, that of what it quotes counts, if it is one alone.
 * - `sender`: the bare word, as Apple Mail writes it; it is about the sender, if they prove to be who they say.
 * - `letter`: anything else, which only a person can read.
 */
export type UnsubscribeMail =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'sender' }
  | { readonly kind: 'letter' };

/** The key of the address whose owner wrote a message, or null where nothing proves it; rejects where that cannot be asked. */
export type ProveSender = (bytes: Uint8Array) => Promise<string | null>;

/**
 * Null where the message went to none of these mailboxes, or is no request and went to one that takes reports too. There
 * a text may quote what came back, header and all, so only the subject can ask.
 *
 * @param message null where it could not be taken apart
 * @param envelopeRecipient null where only the message is at hand; then the header says to whom it was sent
 */
export function readUnsubscribeMail(
  message: MimeMessage | null,
  envelopeRecipient: string | null,
  mailboxes: readonly UnsubscribeMailbox[],
): UnsubscribeMail | null {
  const recipients = envelopeRecipient === null ? recipientsOf(message) : [envelopeRecipient.toLowerCase()];
  const tokens = recipients.flatMap((to) => mailboxes.map((mailbox) => addressToken(to, mailbox)));
  const inAddress = tokens.find((token) => token !== null);
  if (inAddress) return { kind: 'token', token: inAddress };
  const named = mailboxes.filter(({ address }) => recipients.includes(address.toLowerCase()));
  if (named.length === 0) return null;
  const takesReports = named.some((mailbox) => mailbox.takesReports);
  const other = takesReports ? null : ({ kind: 'letter' } as const);
  if (!message) return other;
  const token = takesReports ? subjectToken(message) : (ownToken(message) ?? quotedToken(message));
  if (token) return { kind: 'token', token };
  const said = bareSubject(message) || (takesReports ? '' : ownWords(message));
  return /^unsubscribe[.!]?$/i.test(said) ? { kind: 'sender' } : other;
}

function subjectToken({ headers }: MimeMessage): string | undefined {
  return withToken.exec(fieldValue(headers, 'subject') ?? '')?.[1];
}

function ownToken(message: MimeMessage): string | undefined {
  return subjectToken(message) ?? withToken.exec(message.text.slice(0, ownTextLength))?.[1];
}

/** Of a letter that quotes several issues nobody knows whose is meant. */
function quotedToken(message: MimeMessage): string | undefined {
  if (speakerOf(message) !== 'person') return undefined;
  if (!asksToLeave(message) && ownWords(message) !== '') return undefined;
  const { text, html } = message;
  const found = [...text.matchAll(anyToken), ...html.matchAll(anyToken)].map(([, inText]) => inText);
  const quoted = [...text.matchAll(inQuote), ...html.matchAll(inQuote)].map(([, link, address]) =>
    address === undefined ? link : readCaseProofToken(address),
  );
  const [token, ...others] = new Set(
    [...found, ...quoted].filter((one) => one !== undefined && one !== null),
  );
  return others.length === 0 ? (token ?? undefined) : undefined;
}

function recipientsOf(message: MimeMessage | null): string[] {
  return ['delivered-to', 'x-original-to', 'to', 'cc'].flatMap((name) =>
    addressesIn(fieldValue(message?.headers ?? [], name) ?? ''),
  );
}
