/** 12 hex digits of a hash over the issue and its template: no author can write a token by chance or by design. */
export type SlotNonce = string;

/**
 * The opaque word that stands for a subscriber's value while Handlebars and MJML run. Letters and digits only, so
 * neither escaping, nor URL encoding, nor an attribute's quotes can touch it:
 * `PPSLOT` nonce `x` hex(utf-8 JSON `[field, fallback]`) `z`.
 */
export function slotToken(nonce: SlotNonce, field: string, fallback: string): string {
  return `PPSLOT${nonce}x${Buffer.from(JSON.stringify([field, fallback])).toString('hex')}z`;
}

/** Finds every token of this nonce; its first group is the hex between `x` and `z`. A new object on each call. */
export function slotPattern(nonce: SlotNonce): RegExp {
  return new RegExp(`PPSLOT${nonce}x([0-9a-f]+)z`, 'g');
}

/** What a token stands for, from the hex that {@link slotPattern} finds. */
export function readSlotToken(hex: string): [field: string, fallback: string] {
  return JSON.parse(Buffer.from(hex, 'hex').toString('utf8')) as [string, string];
}
