import type { LintRuleDescription } from '../../content/lint/lint-rules.ts';

/** What lint looks for in the finished email. */
export const emailRules = {
  'active-content': {
    severity: 'error',
    what: 'The template holds scripts, forms, frames or event handlers, for which mail is refused.',
  },
  'control-character': {
    severity: 'error',
    what: 'A control character in the template is dropped or makes Gmail clip the mail.',
  },
  'data-uri': {
    severity: 'error',
    what: 'The template carries a `data:` address, which Gmail does not show.',
  },
  'email-size': {
    severity: 'error',
    what: 'The HTML is over 100,000 bytes for some reader, so Gmail cuts it off; from 80,000 bytes on it is a warning.',
  },
  'leftover-token': {
    severity: 'error',
    what: 'The template left a tag or a slot of its own in the mail, which every reader would see.',
  },
  'broken-style': {
    severity: 'warning',
    what: 'A `<style>` of the template does not parse, so clients drop it whole.',
  },
  'client-support': {
    severity: 'warning',
    what: 'The mail uses what a mail client does not support by caniemail.com, with no fallback known.',
  },
  contrast: {
    severity: 'warning',
    what: 'Two colours of the theme are too close to be read (WCAG 2, 4.5 to 1).',
  },
  'display-name': {
    severity: 'warning',
    what: 'The sender’s name has an emoji, a counter or the mark of an answer in it, which Gmail’s guidelines forbid.',
  },
  'http-image': { severity: 'warning', what: 'The template loads an image unencrypted.' },
  parity: { severity: 'warning', what: 'A link of one part of the mail is missing in the other.' },
  'remote-font': { severity: 'warning', what: 'The template loads a font, which tells its host who reads.' },
  'style-size': {
    severity: 'warning',
    what: 'The `<style>` is over 14,000 bytes; Gmail drops it whole from 16,000 on.',
  },
} as const satisfies Readonly<Record<string, LintRuleDescription>>;

export type EmailRule = keyof typeof emailRules;
