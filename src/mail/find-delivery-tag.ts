import { type TaggedDelivery, type TagKeys, type TagPurpose, verifyDeliveryTag } from './delivery-tag.ts';
import type { Signed } from './signed-name.ts';

/**
 * The delivery that a return path of ours names. The domain is not looked at: the signature proves more, and a
 * newsletter may have moved since.
 *
 * @param text with or without angle brackets
 */
export function readReturnPath(text: string, keys: TagKeys): Signed<TaggedDelivery> {
  return readTag(/^\s*<?b\+([0-9a-z.]+)@[^@\s]+$/i, text, keys, 'return path');
}

/** The same of a Message-ID of ours. */
export function readMessageId(text: string, keys: TagKeys): Signed<TaggedDelivery> {
  return readTag(/^\s*<?([0-9a-z.]+)@[^@\s]+$/i, text, keys, 'Message-ID');
}

function readTag(form: RegExp, text: string, keys: TagKeys, purpose: TagPurpose): Signed<TaggedDelivery> {
  const tag = form.exec(text.slice(0, 400))?.[1];
  return tag === undefined ? { kind: 'none' } : verifyDeliveryTag(tag, keys, purpose);
}

/** What the tags of a text say. */
export interface FoundTags {
  /** Every delivery that it names, each once, in the order of the text. */
  readonly deliveries: readonly TaggedDelivery[];
  /** What is to be said of the tags that name none; an unknown key before a forgery, since it may yet be known. */
  readonly doubt: 'unknown key' | 'forged' | null;
}

/** Every delivery that a text names anywhere, by tags of one of these purposes, which their form tells as well. */
export function findDeliveryTags(text: string, keys: TagKeys, purposes: readonly TagPurpose[]): FoundTags {
  const found = new Map<string, TaggedDelivery>();
  const doubts = new Set<string>();
  const form =
    /(?<![0-9a-z])(b\+)?([a-z2-7]{56})(?=@)|(?<![0-9a-z.])[0-9a-z]{1,7}\.[0-9a-z]{1,11}\.[0-9a-z][a-z2-7]{20}(?=@)/gi;
  for (const [given, prefix, random] of text.matchAll(form)) {
    const purpose = prefix === undefined ? 'Message-ID' : 'return path';
    if (random !== undefined && !purposes.includes(purpose)) continue;
    const signed = verifyDeliveryTag(random ?? given, keys, purpose);
    if (signed.kind === 'ours') found.set(`${signed.name.send}.${signed.name.subscriber}`, signed.name);
    else doubts.add(signed.kind);
  }
  return { deliveries: [...found.values()], doubt: worstDoubt(doubts) };
}

/** A key that is not at hand excuses what it signed, so it is told before a forgery. */
export function worstDoubt(kinds: ReadonlySet<string | null>): FoundTags['doubt'] {
  return kinds.has('unknown key') ? 'unknown key' : kinds.has('forged') ? 'forged' : null;
}
