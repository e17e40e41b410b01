import { unsubscribeToken } from '../../audience/unsubscribe-token.ts';
import type { DeliveryId } from '../../ledger/delivery.ts';
import type { DeliveryNames } from '../../ledger/delivery-names.ts';
import { formatDeliveryTag } from '../../mail/delivery-tag.ts';
import { formatSerialTag } from '../../mail/serial-tag.ts';
import type { Keyring, SigningKey } from '../../mail/signed-name.ts';
import { keyNumber, type LinkKeys } from '../keys.ts';

/** What a message bears by which it is known again. */
export interface Labels {
  /** Of the return path. */
  readonly returnPathTag: string;
  /** Of the Message-ID. */
  readonly messageIdTag: string;
  /** Of the links. */
  readonly token: string;
}

/** The same on every attempt, as long as the key that signed the first is at hand. */
export function deliveryLabels(id: DeliveryId, names: DeliveryNames, { tags, tokens }: LinkKeys): Labels {
  // The keys of every ring are those of the same secrets, in the same order.
  const at = tags.returnPath.keys.findIndex((key) => keyNumber(key) === names.key);
  const of = ({ keys, signing }: Keyring): SigningKey => keys[at] ?? signing;
  const token = unsubscribeToken(names.subscriber, of(tokens.random));
  if (names.send === null) {
    const tag = formatSerialTag(id, of(tags.serial));
    return { returnPathTag: tag, messageIdTag: tag, token };
  }
  const name = { send: names.send, subscriber: names.subscriber };
  return {
    returnPathTag: formatDeliveryTag(name, of(tags.returnPath)),
    messageIdTag: formatDeliveryTag(name, of(tags.messageId)),
    token,
  };
}
