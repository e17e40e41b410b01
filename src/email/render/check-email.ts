import { type SlotNonce, slotPattern, slotToken } from '../slots/slot-token.ts';
import type { UnsplitVariant } from '../slots/split-slots.ts';
import { describeReaders, emptyInVariants } from '../slots/variant.ts';

/** What has to hold of every mail, whatever its template and whoever its reader: else it must not be sent. */
export function emailFaults(
  variants: readonly UnsplitVariant[],
  conditions: readonly string[],
  nonce: SlotNonce,
  templateName: string,
): string[] {
  const unsubscribe = slotToken(nonce, 'unsubscribeUrl', '');
  const isBroken = (content: string) => content.replace(slotPattern(nonce), '').includes(nonce);
  /** Whom a fault meets: nothing is said where it meets all. */
  const readers = (hasFault: (variant: UnsplitVariant) => boolean): string[] => {
    const first = variants.findIndex(hasFault);
    if (first < 0) return [];
    const empty = emptyInVariants(conditions)[first] ?? [];
    return [variants.every(hasFault) ? '' : ` for ${describeReaders(conditions, empty)}`];
  };
  const parts = [
    { name: 'issue.mjml', part: 'html' },
    { name: 'issue.txt', part: 'text' },
  ] as const;
  return parts.flatMap(({ name, part }) => [
    ...readers((variant) => !variant[part].includes(unsubscribe)).map(
      (whom) =>
        `${name} of the template "${templateName}" has no {{unsubscribeUrl}}${whom}; every mail must say how to leave.`,
    ),
    ...readers((variant) => isBroken(variant[part])).map(
      (whom) =>
        `${name} of the template "${templateName}" puts a slot where it is broken up${whom}; use it in text or in an attribute.`,
    ),
  ]);
}
