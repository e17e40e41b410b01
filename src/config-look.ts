import * as z from 'zod';
import { isWordKey } from './content/words/choose-words.ts';
import { en } from './content/words/en.ts';
import type { Words } from './content/words/words.ts';

/** A value that stands on one line of a header or of a page. */
export const oneLine = z
  .string()
  .refine((text) => !/\p{Cc}/u.test(text), 'must be one line without control characters');

/** What a newsletter changes of the look of its template. */
export const theme = z
  .strictObject({
    light: z.record(z.string(), z.string()).describe('Colours on a light screen, `#rrggbb` by name.'),
    dark: z.record(z.string(), z.string()).describe('The same on a dark one.'),
    font: z.string().describe('The stack of fonts of the text, by its name.'),
    headingFont: z.string().describe('The stack of fonts of headings.'),
    logo: z
      .strictObject({
        url: z.string().meta({ description: 'Where it is, over https.', form: 'web address' }),
        width: z.coerce.number().describe('As shown, in px.'),
        height: z.coerce.number().describe('As shown, in px.'),
      })
      .describe('A picture at the top.'),
    footer: oneLine.describe('A sentence of your own at the very end.'),
    linkHosts: z.stringbool().meta({
      description: 'Whether a heading that is a link is followed by the name of the site it leads to.',
      form: '`true` or `false`',
    }),
  })
  .partial();

/** What it says in other words than the catalogues. */
export const words = z
  .record(z.string(), oneLine.min(1))
  .refine(
    (words) => Object.keys(words).every(isWordKey),
    `may have these keys: ${Object.keys(en).join(', ')}`,
  )
  .transform((words): Partial<Words> => words)
  .default({})
  .meta({
    description:
      'What the email and the pages say by themselves, in other words, by their keys. Without it they speak the language of the issue, or of the newsletter.',
    form: 'sentences by their keys',
  });
