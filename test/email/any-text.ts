import fc from 'fast-check';
import type { SlotContext } from '../../src/email/slot-program.ts';

/** What mail, quoted-printable and HTML each take for something of their own, and what is no character at all. */
const troublesome = [
  ...[
    '\r\n',
    '\n',
    '\r',
    '\n.',
    '.',
    '..',
    '=',
    '==',
    '=3D',
    '=\r\n',
    ' ',
    '  ',
    '\t',
    ' \n',
    'From ',
    '\nFrom ',
  ],
  ...[
    '--',
    '--=_pennypost_',
    '&',
    '<',
    '>',
    '"',
    "'",
    '%',
    '+',
    '#',
    '{{',
    '\u0000',
    '\u0085',
    '\u2028',
    '\ufeff',
  ],
  ...[
    'é',
    'ß',
    '日本語',
    '💌',
    '👩‍👩‍👧',
    '🇸🇪',
    '\ud800',
    '\udc00',
    '\ud83d',
    'e\u0301',
    '\u202e',
    'javascript:',
    'https://x.example/?a=b&c',
  ],
  ...['word'.repeat(20), 'é'.repeat(40), '='.repeat(80), ' '.repeat(80)],
];

/** Any text there can be in JavaScript, most of it odd. */
export const anyText = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...troublesome) },
      fc.string({ unit: 'grapheme', maxLength: 10 }),
      fc.string({ unit: 'binary', maxLength: 10 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

export const slotContexts = fc.constantFrom<SlotContext>('html', 'attribute', 'url', 'url-part', 'text');
