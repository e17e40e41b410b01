import { type DeliveryTag, verifyDeliveryTag } from './delivery-tag.ts';

/**
 * The delivery that a return path or a Message-ID of ours names, or null. The domain is not looked at: the signature
 * proves more, and a newsletter may have moved since.
 *
 * @param text with or without angle brackets
 */
export function readDeliveryTag(text: string, keys: ReadonlyMap<string, Buffer>): DeliveryTag | null {
  const tag = /^\s*<?(?:b\+)?([0-9a-z]+(?:\.[0-9a-z]+){2})@[^@\s]+$/i.exec(text.slice(0, 400))?.[1];
  return tag === undefined ? null : verifyDeliveryTag(tag, keys);
}

/** Every delivery that a text names anywhere, each once, in the order of the text. */
export function findDeliveryTags(text: string, keys: ReadonlyMap<string, Buffer>): DeliveryTag[] {
  const found = new Map<string, DeliveryTag>();
  const form = /(?<![0-9a-z.])[0-9a-z]{1,7}\.[0-9a-z]{1,11}\.[0-9a-z][a-z2-7]{20}(?=@)/gi;
  for (const [given] of text.matchAll(form)) {
    const tag = verifyDeliveryTag(given, keys);
    if (tag) found.set(`${tag.send}.${tag.subscriber}`, tag);
  }
  return [...found.values()];
}
