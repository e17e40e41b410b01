import { findLists } from '../../audience/subscriber-file.ts';
import type { SlotValues } from '../../email/slot-program.ts';
import { addressKey } from '../../mail/address.ts';
import type { Mailbox } from '../../mail/mailbox.ts';

export interface FoundReader {
  readonly to: Mailbox;
  readonly fields: SlotValues;
}

/** The name and fields that the lists give an address, or the mailbox as it is where they do not name it. */
export async function findReader(to: Mailbox, listsDirectory: string): Promise<FoundReader> {
  const key = addressKey(to.address);
  for (const list of await findLists(listsDirectory)) {
    for await (const row of list.rows()) {
      if (row.kind === 'subscriber' && row.addressKey === key) {
        return { to: { name: row.name, address: to.address }, fields: row.fields };
      }
    }
  }
  return { to, fields: {} };
}
