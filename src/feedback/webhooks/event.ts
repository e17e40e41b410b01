import { createHash } from 'node:crypto';
import { type Category, categories, type RecipientResult } from '../bounce-report.ts';
import { classifyRecipient, type Refusal } from '../classify/classify-recipient.ts';
import type { ProviderEvent } from '../feedback-intake.ts';
import { type Json, numberOf, textOf } from './json.ts';

/**
 * What the payload of a provider's webhook says, one event for each recipient. Whether the provider really sent it is
 * for whoever received it to know. Never throws.
 *
 * @param receivedAt stands in where an event has no time, or one that cannot be
 */
export type WebhookReader = (payload: unknown, receivedAt: Date) => readonly ProviderEvent[];

/** What a reader found of one event. A text is `''` where the provider does not tell. */
export interface ToldEvent {
  readonly provider: string;
  /** What together names the event and its recipient, the same however often it is told. */
  readonly id: readonly string[];
  /** The event itself, which has to name itself where a part of the id is missing. */
  readonly event: Json;
  readonly messageId: string;
  readonly returnPath?: string;
  /** In milliseconds since 1970, or NaN. */
  readonly atMs: number;
  readonly result: RecipientResult;
}

const maxId = 200;
/** RFC 5322 section 2.1.1: no line of a header is longer. */
const maxMessageId = 998;

export function providerEvent(told: ToldEvent, receivedAt: Date): ProviderEvent {
  const { provider, id, event, messageId, returnPath = '', atMs, result } = told;
  return {
    provider,
    eventId: eventIdOf(id, event),
    messageId: messageId.trim().slice(0, maxMessageId) || null,
    returnPath: returnPath.trim().slice(0, maxMessageId) || null,
    result,
    // What a clock in the future says would be the newest event for ever.
    at: atMs >= 0 && atMs <= receivedAt.getTime() ? new Date(atMs) : receivedAt,
  };
}

function eventIdOf(parts: readonly string[], event: Json): string {
  const id = parts.join('/');
  if (parts.every(Boolean) && id.length <= maxId) return id;
  // No deeper than this: JSON.stringify fails on what is nested more deeply than the stack.
  const told = [...parts, ...Object.entries(event).flatMap(([name, value]) => [name, textOf(value)])];
  return `sha256:${createHash('sha256').update(JSON.stringify(told)).digest('hex')}`;
}

/** The time in milliseconds that an ISO 8601 text names, or NaN. */
export function isoMs(value: unknown): number {
  return Date.parse(textOf(value));
}

/** The time in milliseconds that a number of seconds since 1970 names, or NaN. */
export function secondsMs(value: unknown): number {
  return numberOf(value) * 1000;
}

/** The name under which our Message-ID travels where a provider lets a message carry data of the sender. */
export const metadataName = 'pennypost';

/** An event that says of itself what it is. */
export function resultOf(recipient: string, category: Category, why: string): RecipientResult {
  const { kind } = categories[category];
  return { recipient: recipient || null, kind, category, status: null, action: null, why: why.slice(0, 300) };
}

const unsure: readonly Category[] = ['undetermined', 'timeout'];
/** RFC 3463 section 3.1: it may pass, and no more is known. */
const mayPass = '4.0.0';

/**
 * Decides by what the recipient's mail system said; by the provider's own word only where that says nothing, since
 * providers call a fault of the sender a bounce like any other.
 *
 * @param said `timeout` where the provider says only that it may pass
 */
export function refusalResult(
  refusal: Omit<Refusal, 'notice' | 'recipient'> & { readonly recipient: string },
  said: Category | undefined,
): RecipientResult {
  const recipient = refusal.recipient || null;
  const status = refusal.status ?? (said === 'timeout' ? mayPass : null);
  const classified = classifyRecipient({ ...refusal, recipient, status, notice: '' });
  const isAssumed = refusal.status === null && !refusal.reply.includes(mayPass);
  const result = isAssumed && classified.status === mayPass ? { ...classified, status: null } : classified;
  if (said === undefined || !unsure.includes(result.category)) return result;
  const { kind } = categories[said];
  const isTemporary = result.category === 'timeout' || result.action === 'delayed';
  return { ...result, category: said, kind: isTemporary && kind === 'hard' ? 'soft' : kind };
}
