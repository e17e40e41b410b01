import type { SmtpReply } from '../../mail/smtp-reply.ts';

/** What one SMTP transaction came to. Every way that mail can go is a value here, none an exception. */
export type Receipt =
  | { readonly kind: 'accepted'; readonly reply: SmtpReply }
  /** The relay said no, for now (4xx) or for good (5xx), to the return path, the recipient or the message. */
  | {
      readonly kind: 'refused';
      readonly at: 'sender' | 'recipient' | 'message';
      readonly reply: SmtpReply;
      /** We have no login; whether the relay offers one. */
      readonly withoutLogin?: 'offered' | 'not offered';
    }
  /** No session could be had: nothing was said about any recipient. With the relay's reply, where it gave one. */
  | {
      readonly kind: 'unreachable';
      readonly at: 'connect' | 'tls' | 'login';
      readonly problem: string;
      readonly reply?: SmtpReply;
      /** It greets nobody from here, or does not speak SMTP: waiting does not mend that. */
      readonly isLasting?: true;
    }
  /** The connection was lost before the final dot: the relay has not taken the message. */
  | { readonly kind: 'lost'; readonly problem: string; readonly isBeforeBody: boolean }
  /** The connection was lost after the final dot: only the relay knows. */
  | { readonly kind: 'unknown'; readonly problem: string }
  /** The final dot was not sent, since the ledger said that the claim holds no more. */
  | { readonly kind: 'withheld' }
  /** The message is larger than the relay takes from anybody: with its reply, where it was asked. */
  | { readonly kind: 'too_large'; readonly problem: string; readonly reply?: SmtpReply }
  /** The address cannot be said to this relay. */
  | { readonly kind: 'unsendable'; readonly problem: string };
