import { recoverLinkToken } from '../../audience/link-token.ts';
import { unsubscribeMailto } from '../../audience/unsubscribe-mailbox.ts';
import { testUnsubscribeToken } from '../../audience/unsubscribe-token.ts';
import type { ComposedDelivery } from '../../delivery/deliver.ts';
import { composeSigned } from '../../email/message/compose-message.ts';
import { composeWorded } from '../../email/message/compose-worded.ts';
import { type MessageProgram, prepareMessage } from '../../email/message/message-program.ts';
import type { Newsletter, RenderedIssue } from '../../email/rendered-issue.ts';
import type { SlotValues } from '../../email/slot-program.ts';
import { parseWordedNotice, type WordedNotice } from '../../email/worded-notice.ts';
import type { ClaimedDelivery, ClaimedNotice } from '../../ledger/delivery.ts';
import { domainOf, type EmailAddress } from '../../mail/address.ts';
import type { Mailbox } from '../../mail/mailbox.ts';
import { messageId, returnPath } from '../../mail/return-path.ts';
import { formatTestTag } from '../../mail/serial-tag.ts';
import type { ReturnPathSetting, SendingKeys, TestKeys, WayOut } from '../keys.ts';
import { deliveryLabels, type Labels } from './delivery-labels.ts';

/** The message of one delivery of a send. */
export function composeFor(
  program: MessageProgram,
  { id, subscriber, names, notice }: Pick<ClaimedDelivery, 'id' | 'subscriber' | 'names' | 'notice'>,
  keys: SendingKeys,
  date: Date,
): Promise<FilledDelivery> {
  const labels = deliveryLabels(id, names, keys);
  const addressed = { to: subscriber, date, isTest: false };
  if (!notice) return compose(program, keys, { ...addressed, labels, fields: subscriber.fields });
  const fields = noticeFields(program.rendered.newsletter, notice, keys);
  const words = notice.words === null ? null : parseWordedNotice(notice.words);
  return compose(program, keys, { ...addressed, labels: { ...labels, token: null }, fields, words });
}

/** @throws Error where the link cannot be made */
function noticeFields(
  { publicUrl }: Newsletter,
  { nonce, linkHash }: ClaimedNotice,
  { noticeLink }: SendingKeys,
): SlotValues {
  if (linkHash === null) return {};
  const token = recoverLinkToken(nonce, linkHash, noticeLink);
  if (token === null) throw new Error('its link was made with a secret that this process has not.');
  return { noticeUrl: `${publicUrl}/p/${token}` };
}

/** A message, and what filled its slots. */
export interface FilledDelivery extends ComposedDelivery {
  readonly values: SlotValues;
}

/** How a message is made that belongs to no send. */
export interface TestMessage {
  readonly date: Date;
  /** Makes the Message-ID one of its own: up to 20 characters of base 36. */
  readonly nonce: string;
  /** Whether its subject says that it is a test. */
  readonly isMarked: boolean;
}

/** A message to one address outside every send: its links say that it was a test. */
export function composeTest(
  rendered: RenderedIssue,
  to: Mailbox,
  fields: SlotValues,
  keys: TestKeys,
  { date, nonce, isMarked }: TestMessage,
): Promise<FilledDelivery> {
  const tag = formatTestTag(nonce, keys.tag);
  return compose(prepareMessage(rendered), keys, {
    to,
    labels: { returnPathTag: tag, messageIdTag: tag, token: testUnsubscribeToken(keys.token) },
    fields,
    date,
    isTest: isMarked,
  });
}

/** A notice comes by no list, so it has no token to leave one. */
type MessageLabels = Omit<Labels, 'token'> & { readonly token: string | null };

interface Addressed {
  readonly to: Mailbox;
  readonly labels: MessageLabels;
  readonly fields: SlotValues;
  readonly date: Date;
  readonly isTest: boolean;
  /** What a notice says itself. */
  readonly words?: WordedNotice | null;
}

async function compose(
  program: MessageProgram,
  { dkim, idHeaders, providerHeaders, returnPath: setting }: WayOut,
  addressed: Addressed,
): Promise<FilledDelivery> {
  const { to, labels, date, isTest, words = null } = addressed;
  const { newsletter } = program.rendered;
  const links = labels.token === null ? noLinks : readerLinks(newsletter, labels.token, setting);
  const fields = { ...addressed.fields, name: to.name, email: to.address };
  const recipient = {
    to: { name: to.name, address: to.address },
    messageId: messageId(labels.messageIdTag, domainOf(newsletter.from.address as EmailAddress)),
    ...links,
    fields,
    date,
    isTest,
    idHeaders,
    providerHeaders,
  };
  const { unsubscribeUrl, preferencesUrl } = links;
  return {
    envelope: {
      returnPath: returnPathOf(labels.returnPathTag, setting ?? { domain: newsletter.returnPathDomain }),
      recipient: to.address,
    },
    message: await (words === null
      ? composeSigned(program, recipient, dkim)
      : composeWorded(program, words, recipient, dkim)),
    values: { ...fields, unsubscribeUrl: unsubscribeUrl ?? '', preferencesUrl: preferencesUrl ?? '' },
  };
}

/** As the config says today, also for what was rendered before: a relay that refused it may be why it was changed. */
function returnPathOf(tag: string, setting: ReturnPathSetting): EmailAddress {
  return 'fixed' in setting ? setting.fixed : returnPath(tag, setting.domain);
}

const noLinks = { unsubscribeUrl: null, preferencesUrl: null, unsubscribeMailto: null };

/** RFC 8058 wants https; RFC 2369 lets a mail to a mailbox do the same, for readers whose program prefers it. */
export function readerLinks(
  { publicUrl, unsubscribeMailbox: address, returnPathDomain }: Newsletter,
  token: string,
  returnPathSetting: ReturnPathSetting | null = null,
) {
  // With one return path no other address of that domain need be ours.
  const isFixed = returnPathSetting !== null && 'fixed' in returnPathSetting;
  const mailbox = address && { address, returnPathDomain: isFixed ? null : returnPathDomain };
  return {
    unsubscribeUrl: `${publicUrl}/u/${token}`,
    preferencesUrl: `${publicUrl}/p/${token}`,
    unsubscribeMailto: mailbox ? unsubscribeMailto(mailbox, token) : null,
  };
}
