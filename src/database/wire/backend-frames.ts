import { frameOf, zeroEnded } from './frame.ts';
import type { TransactionStatus } from './read-answer.ts';

/** An error as a server words it, by the fields of ErrorResponse. */
export interface WireError {
  /** FATAL ends the connection. */
  readonly severity: 'ERROR' | 'FATAL';
  /** SQLSTATE. */
  readonly code: string;
  readonly message: string;
}

export function errorResponse({ severity, code, message }: WireError): Buffer {
  const fields = [`S${severity}`, `V${severity}`, `C${code}`, `M${message}`];
  return frameOf('E', ...fields.map(zeroEnded), Buffer.of(0));
}

export function readyForQuery(status: TransactionStatus): Buffer {
  return frameOf('Z', Buffer.from(status));
}

export function parameterStatus(name: string, value: string): Buffer {
  return frameOf('S', zeroEnded(name), zeroEnded(value));
}

/** What a client repeats in a CancelRequest. */
export interface CancelKey {
  readonly processId: number;
  readonly secret: number;
}

export function backendKeyData({ processId, secret }: CancelKey): Buffer {
  const body = Buffer.alloc(8);
  body.writeUInt32BE(processId);
  body.writeUInt32BE(secret, 4);
  return frameOf('K', body);
}

export const authenticationOk: Buffer = frameOf('R', Buffer.alloc(4));

/** The answer to SSLRequest and GSSENCRequest where neither is spoken. */
export const notEncrypted: Buffer = Buffer.from('N');
