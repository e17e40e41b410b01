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

/** The next line of a reply of several, RFC 5321 section 4.2.1, which some reporters quote without indenting it. */
const replyLine = /\r?\n(?=[245]\d\d[ -])/g;

/**
 * The recipients of a `message/delivery-status` part, RFC 3464 section 2.1. Reporters put blank lines where none belong
 * and leave out those that do, so a recipient begins with its own field, wherever the blank lines are.
 */
export function parseDsn(text: string): DsnRecipient[] {
  const groups: HeaderField[][] = [];
  let open: HeaderField[] = [];
  for (const block of text.replace(replyLine, ' ').split(/\r?\n[ \t]*(?:\r?\n)+/)) {
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
    remoteMta: untypedOrNull(fieldValue(fields, 'remote-mta')),
    diagnosticCode: untypedOrNull(fieldValue(fields, 'diagnostic-code')),
  };
}

/**
 * `rfc822; <a@b>` as `a@b`, RFC 3464 section 2.3.1, with or without a comment of RFC 5322 section 3.2.2; `utf-8` with its
 * xtext, RFC 6533 section 3. Null for what is no mail address, such as a pipe.
 */
export function typedAddress(value: string | null): string | null {
  if (value === null) return null;
  const address = untyped(value)
    .replace(/\\x\{([\da-f]{1,6})\}/gi, (_, digits: string) => characterOf(digits))
    .replace(/(?<![ \t])(?:[ \t]+\([^()]{0,200}\)){1,10}[ \t]*$/, '')
    .replace(/^\s*<|>\s*$/g, '')
    .trim();
  return /^[^\s@<>|/]+@[^\s@<>]+$|^"[^"]+"@[^\s@<>]+$/.test(address) ? address : null;
}

function characterOf(digits: string): string {
  const code = Number.parseInt(digits, 16);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
}

/** Some systems write the type twice. */
function untyped(value: string): string {
  return value.replace(/^(?:[a-z0-9][a-z0-9+.-]{0,40}[ \t]*;[ \t]*){1,3}/i, '').trim();
}

function untypedOrNull(value: string | null): string | null {
  return value === null ? null : untyped(value);
}
