import type { Slot, SlotContext, SlotProgram, SlotValues } from '../slot-program.ts';

/** The text of a program as one recipient gets it. */
export function fillSlots(program: SlotProgram, values: SlotValues): string {
  return program.map((piece) => (typeof piece === 'string' ? piece : slotText(piece, values))).join('');
}

/** The value of one slot, escaped for its place. */
export function slotText(slot: Slot, values: SlotValues): string {
  return escapes[slot.context](wellFormed(fieldValue(values, slot.field) || slot.fallback));
}

/** A recipient's own value, empty where there is none: the one rule for slots and for conditions. */
export function fieldValue(values: SlotValues, field: string): string {
  return Object.hasOwn(values, field) ? (values[field] ?? '') : '';
}

/** Half a surrogate pair is no character: UTF-8 cannot encode it, and encodeURIComponent throws over it. */
function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, '\ufffd');
}

const htmlEntities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(value: string): string {
  return value.replace(/[&<>"']/g, (character) => htmlEntities[character] ?? '');
}

const escapes: Readonly<Record<SlotContext, (value: string) => string>> = {
  html: escapeHtml,
  attribute: escapeHtml,
  // A subscriber's own value could be `javascript:…`; escaping alone does not stop that.
  url: (value) => (/^(?:https?:\/\/|mailto:)/i.test(value) ? escapeHtml(value) : '#'),
  'url-part': (value) => escapeHtml(encodeURIComponent(value)),
  text: (value) => value,
};
