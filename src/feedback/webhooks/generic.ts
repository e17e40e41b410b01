import { parseStatusField } from '../../mail/enhanced-status.ts';
import type { RecipientResult } from '../bounce-report.ts';
import type { ProviderEvent } from '../feedback-intake.ts';
import { isoMs, providerEvent, refusalResult, resultOf } from './event.ts';
import { type Json, objectOf, objectsOf, textOf } from './json.ts';

/** The form that docs/webhooks.md offers to whoever has no form of their own: `{"events": [{…}, …]}`. */
export function readGeneric(payload: unknown, receivedAt: Date): readonly ProviderEvent[] {
  return objectsOf(objectOf(payload)['events']).map((event) => {
    const [messageId, returnPath] = [textOf(event['messageId']), textOf(event['returnPath'])];
    const told = { provider: 'generic', id: [textOf(event['id'])], event, messageId, returnPath };
    return providerEvent({ ...told, atMs: isoMs(event['at']), result: readEvent(event) }, receivedAt);
  });
}

export function isGeneric(payload: Json): boolean {
  return Array.isArray(payload['events']);
}

function readEvent(event: Json): RecipientResult {
  const recipient = textOf(event['recipient']);
  const type = textOf(event['type']);
  const reply = textOf(event['reply']);
  const status = parseStatusField(textOf(event['status']));
  if (type === 'complaint') return resultOf(recipient, 'complaint', reply || type);
  if (type === 'unsubscribed') return resultOf(recipient, 'unsubscribed', reply || type);
  if (type === 'delivered') return { ...resultOf(recipient, 'delivered', reply || type), status };
  if (type !== 'bounced' && type !== 'deferred') return resultOf(recipient, 'not_feedback', type);
  const action = type === 'deferred' ? 'delayed' : 'failed';
  return refusalResult({ recipient, action, status, reply }, undefined);
}
