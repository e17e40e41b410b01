import {
  type ArrivedMail,
  listenForMail,
  type MailListener,
  type Refusal,
  type TlsFiles,
} from '../../delivery/listener/mail-listener-smtp.ts';
import type { VisitLimits } from '../../delivery/listener/visit.ts';
import {
  type FeedbackIntake,
  isWaiting,
  maxReturnedBytes,
  type TakenFeedback,
  waitingWords,
} from '../feedback-intake.ts';
import {
  type InboundAddresses,
  inboundRecipient,
  leftWithSender,
  refuseLetter,
  refuseRecipient,
} from './inbound-recipient.ts';

export interface InboundOptions {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly tls?: TlsFiles | undefined;
  readonly addresses: InboundAddresses;
  readonly intake: FeedbackIntake;
  /** Told what became of every message. */
  readonly log: (taken: TakenFeedback) => void;
  /** Told what could not be recorded, and why. */
  readonly report: (error: unknown) => void;
  /** Told once that something comes whose key is not known. */
  readonly warn?: (sentence: string) => void;
  /** Tighter ones for tests. */
  readonly limits?: VisitLimits;
}

/** A bounce has one; RFC 5321 section 4.5.3.1.10 lets us leave the rest of them for the next message. */
const maxRecipients = 10;

export const inboundLimits: VisitLimits = {
  maxVisits: 100,
  // The server of a host that forwards its bounces to us opens twenty at once.
  maxVisitsOfNetwork: 20,
  messageMs: 10 * 60_000,
  graceMs: 10_000,
  maxBytes: 64 * 1024 * 1024,
  maxTalkBytes: 64 * 1024,
  maxMessages: 100,
  maxRefusedRecipients: 10,
};

/**
 * The mail exchanger of the return paths: takes what comes back to an address that we signed, to the one return path, or
 * to the unsubscribe mailbox, and nothing else. It never replies by mail and never relays. A 250 means that the database
 * has it. What names a key that is not known is refused for now. A letter to a mailbox without the token of a link is
 * refused, so that its writer hears of it.
 *
 * @throws DeliveryError where the address cannot be listened on
 */
export function listenForFeedback(options: InboundOptions): Promise<MailListener> {
  const { host, port, tls, addresses, report, limits = inboundLimits } = options;
  let isTold = false;
  const leave = () => {
    if (!isTold) options.warn?.(`Mail that is left with its sender ${waitingWords}`);
    isTold = true;
    return leftWithSender;
  };
  return listenForMail({
    host,
    port,
    tls,
    name: addresses.returnPathDomain,
    maxMessageBytes: maxReturnedBytes,
    maxRecipients,
    limits,
    report,
    judgeRecipient: (address) => {
      const refusal = refuseRecipient(address, addresses);
      return refusal === leftWithSender ? leave() : refusal;
    },
    keep: async (mail) => {
      const kept = await keep(mail, options);
      return kept === leftWithSender ? leave() : kept;
    },
  });
}

/** Records a message for each of its recipients: null, or what its sender is told of why it is not kept. */
async function keep(
  { recipients, bytes }: ArrivedMail,
  { addresses, intake, log }: InboundOptions,
): Promise<Refusal | null> {
  const at = new Date();
  let letters = 0;
  for (const recipient of recipients) {
    const whose = inboundRecipient(recipient, addresses);
    if (whose === 'test') continue;
    const all = await intake.takeMail({ bytes, envelopeRecipient: recipient, via: 'smtp', at });
    if (all.some(isWaiting)) return leftWithSender;
    for (const taken of all) log(taken);
    if (whose === 'mailbox' && all.every(({ became }) => became === 'unmatched')) letters += 1;
  }
  return letters === recipients.length ? refuseLetter(addresses) : null;
}
