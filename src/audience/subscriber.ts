import type { EmailAddress } from '../mail/address.ts';

/** A person on the list. `fields` holds the further columns of the list, strings only. */
export interface Subscriber {
  readonly id: number;
  readonly address: EmailAddress;
  readonly name: string;
  readonly fields: Readonly<Record<string, string>>;
}
