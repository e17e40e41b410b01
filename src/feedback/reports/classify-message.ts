import type { MimeReader } from '../../mail/mime/read-mime-worker.ts';
import type { BounceReport } from '../bounce-report.ts';
import { readWebhook } from '../webhooks/read-webhook.ts';
import { readBounce } from './read-bounce.ts';

/** A message starts with a header, so what starts with a bracket is the payload of a webhook. */
const jsonStart = /^\s*[[{]/;
const maxPayloadBytes = 4 * 1024 * 1024;

/** Whether it may be the payload of a webhook. */
export function isPayload(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, 100)).toString('latin1');
  return jsonStart.test(start) && bytes.length <= maxPayloadBytes;
}

/** What one message, or the payload of one webhook, says about our mail. Never throws on what strangers wrote. */
export async function classifyMessage(bytes: Uint8Array, readMime: MimeReader): Promise<BounceReport> {
  const report = isPayload(bytes) ? readWebhook(Buffer.from(bytes).toString('utf8')) : null;
  return report ?? readBounce(await readMime(bytes));
}
