import type { HtmlParts } from '../clients/html-parts.ts';

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
