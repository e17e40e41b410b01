import type { EmailAddress } from './address.ts';

/** RFC 5321 section 2.3.1: the return path (MAIL FROM) and the one recipient (RCPT TO) of a delivery. */
export interface Envelope {
  readonly returnPath: EmailAddress;
  readonly recipient: EmailAddress;
}
