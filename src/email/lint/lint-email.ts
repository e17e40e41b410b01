import type { Finding } from '../../content/finding.ts';
import { type HtmlParts, readHtml } from '../clients/html-parts.ts';
import { lintCharacters, lintLeftovers } from './leftovers.ts';
import { lintMarkup } from './markup.ts';
import { lintParity } from './parity.ts';

/** An issue as one reader gets it, every slot filled. */
export interface EmailToLint {
  readonly html: string;
  readonly text: string;
  readonly subject: string;
  readonly preheader: string;
  /**
   * The issue's own HTML before the template took it in. What stands in it the author meant, and the lint of the
   * markdown has judged it; everything else comes from the template.
   */
  readonly body: string;
}

/** An {@link EmailToLint} with its HTML read, once for all rules. */
export interface ReadEmail extends EmailToLint {
  readonly parts: HtmlParts;
  readonly bodyParts: HtmlParts;
}

/**
 * Finds what is wrong with the mail as a whole: what its template left over, code and remote things that no mail
 * should hold, and parts that do not say the same. No line can be given: the HTML is nobody's file.
 */
export function lintEmail(email: EmailToLint): Finding[] {
  const read: ReadEmail = { ...email, parts: readHtml(email.html), bodyParts: readHtml(email.body) };
  return [...lintLeftovers(read), ...lintCharacters(read), ...lintMarkup(read), ...lintParity(read)];
}
