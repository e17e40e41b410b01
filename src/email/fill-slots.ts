import type { Slot, SlotContext, SlotProgram, SlotValues } from './slot-program.ts';

/** The text of a program as one recipient gets it. */
export function fillSlots(program: SlotProgram, values: SlotValues): string {
  return program.map((piece) => (typeof piece === 'string' ? piece : slotText(piece, values))).join('');
}

/** The value of one slot, escaped for its place. */
export function slotText(slot: Slot, values: SlotValues): string {
  const value = Object.hasOwn(values, slot.field) ? values[slot.field] : undefined;
  return escapes[slot.context](value || slot.fallback);
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
