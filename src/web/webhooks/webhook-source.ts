import type { WebhookReader } from '../../feedback/webhooks/event.ts';

/** One POST to the address of a webhook. */
export interface WebhookCall {
  readonly headers: Headers;
  /** Exactly as it came: a signature is over bytes. */
  readonly body: Buffer;
  readonly at: Date;
}

/** What a call turned out to be. `why` is for the log and quotes nothing of the call, whoever sent it. */
export type OpenedCall =
  /** The provider's own, for its reader. */
  | { readonly kind: 'payload'; readonly payload: unknown }
  /** The provider's own, and nothing to record. */
  | { readonly kind: 'settled'; readonly why: string }
  /** Nobody's who could show that they are the provider. */
  | { readonly kind: 'refused'; readonly why: string }
  /** Could not be judged now: whoever sent it shall come again. */
  | { readonly kind: 'unavailable'; readonly why: string; readonly cause: unknown };

/** A provider whose webhook is configured. */
export interface WebhookSource {
  /** The last part of the address: `POST /webhooks/<provider>`. */
  readonly provider: string;
  readonly maxBytes: number;
  /** Why a call is refused for its headers alone, before a byte of its body is read; else null. */
  admit(headers: Headers, at: Date): string | null;
  open(call: WebhookCall): OpenedCall | Promise<OpenedCall>;
  readonly read: WebhookReader;
}

export function refused(why: string): OpenedCall {
  return { kind: 'refused', why };
}
