import { parseStatusField } from '../enhanced-status.ts';
import { fieldValue, type HeaderField, parseHeaderFields } from '../header-fields.ts';

/** RFC 3464 section 2.3.3. */
export type DsnAction = 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';

/** The fields of one recipient, RFC 3464 section 2.3. Null where the reporter left one out. */
export interface DsnRecipient {
  /** Section 2.3.1: the address as the sender wrote it, before any alias or list. */
  readonly originalRecipient: string | null;
  readonly finalRecipient: string | null;
  readonly action: DsnAction | null;
  readonly status: string | null;
  readonly remoteMta: string | null;
  /** Section 2.3.6, without the type before the semicolon. */
  readonly diagnosticCode: string | null;
}

const actions: readonly string[] = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'];
const recipientFields = ['final-recipient', 'original-recipient'];

/**
 * The recipients of a `message/delivery-status` part, RFC 3464 section 2.1. Reporters put blank lines where none belong
 * and leave out those that do, so a recipient begins with its own field, wherever the blank lines are.
 */
export function parseDsn(text: string): DsnRecipient[] {
  const groups: HeaderField[][] = [];
  let open: HeaderField[] = [];
  for (const block of text.split(/\r?\n[ \t]*(?:\r?\n)+/)) {
    const fields = parseHeaderFields(block);
    // A group ends at a blank line, unless what follows has no recipient of its own and thus belongs to it.
    if (fields.some(isRecipientField)) open = [];
    for (const field of fields) {
      if (isRecipientField(field) && open.some(({ name }) => name === field.name)) open = [];
      if (isRecipientField(field) && !open.some(isRecipientField)) {
        open = [...open];
        groups.push(open);
      }
      open.push(field);
    }
  }
  return groups.map(readRecipient);
}

function isRecipientField({ name }: HeaderField): boolean {
  return recipientFields.includes(name);
}

function readRecipient(fields: readonly HeaderField[]): DsnRecipient {
  const action = /^[a-z]+/i.exec(fieldValue(fields, 'action') ?? '')?.[0].toLowerCase() ?? '';
  return {
    originalRecipient: typedAddress(fieldValue(fields, 'original-recipient')),
    finalRecipient: typedAddress(fieldValue(fields, 'final-recipient')),
    action: actions.includes(action) ? (action as DsnAction) : null,
    status: parseStatusField(fieldValue(fields, 'status') ?? ''),
    remoteMta: untyped(fieldValue(fields, 'remote-mta')),
    diagnosticCode: untyped(fieldValue(fields, 'diagnostic-code')),
  };
}

/** `rfc822; <a@b>` as `a@b`, RFC 3464 section 2.3.1. Null for what is no mail address, such as a pipe. */
export function typedAddress(value: string | null): string | null {
  const address = untyped(value)
    ?.replace(/^\s*<|>\s*$/g, '')
    .trim();
  return address && /^[^\s@<>|/]+@[^\s@<>]+$|^"[^"]+"@[^\s@<>]+$/.test(address) ? address : null;
}

function untyped(value: string | null): string | null {
  if (value === null) return null;
  return value.replace(/^[a-z0-9][a-z0-9+.-]{0,40}[ \t]*;/i, '').trim();
}
