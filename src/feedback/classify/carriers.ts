import type { QuotedReply } from '../../mail/reports/quoted-session.ts';

/**
 * Mobile carriers whose customers filter mail from outside the phone network: NTT docomo, KDDI au, SoftBank and those
 * on their networks.
 */
const carrier =
  /(?:^|\.)(?:docomo(?:\.example)?\.ne\.jp|ezweb\.ne\.jp|au\.com|softbank\.(?:ne\.)?jp|vodafone\.ne\.jp|disney\.ne\.jp|willcom\.com|ymobile1?\.(?:ne\.)?jp)$/;

/**
 * Whether a carrier's "unknown user" means the reader's filter: it is said of whoever was accepted before, at the end
 * of DATA, or of nobody by name (`550 : User unknown`).
 */
export function isCarrierFilter(recipient: string | null, { text, phase }: QuotedReply): boolean {
  const domain = recipient?.toLowerCase().split('@').at(-1) ?? '';
  if (!carrier.test(domain) || !/\bunknown\b/i.test(text)) return false;
  return phase === 'data' || /^550\s*:/.test(text);
}
