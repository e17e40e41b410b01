import type { Finding } from '../../content/finding.ts';
import { readHtml } from '../clients/html-parts.ts';
import { lintCharacters, lintLeftovers } from './leftovers.ts';
import { lintMarkup } from './markup.ts';
import { lintParity } from './parity.ts';
import type { EmailToLint, ReadEmail } from './read-email.ts';

/**
 * Finds what is wrong with the mail as a whole: what its template left over, code and remote things that no mail
 * should hold, and parts that do not say the same. No line can be given: the HTML is nobody's file.
 */
export function lintEmail(email: EmailToLint): Finding[] {
  const read: ReadEmail = { ...email, parts: readHtml(email.html), bodyParts: readHtml(email.body) };
  return [...lintLeftovers(read), ...lintCharacters(read), ...lintMarkup(read), ...lintParity(read)];
}
