import { EmailError } from '../email-error.ts';
import { type SlotNonce, slotToken } from '../slots/slot-token.ts';
import { type FillOptions, fillTemplate, lineOrigins } from '../template/fill-template.ts';
import type { Template } from '../template/template.ts';
import { type CompiledMjml, mjmlCompiler } from './compile-mjml-worker.ts';
import { leanStyles } from './lean-styles.ts';
import { squeezeHtml } from './squeeze-html.ts';
import { wrapLines } from './wrap-lines.ts';

/** One thread for all that this process renders. */
export const compileMjml = mjmlCompiler();

/** How a template is filled for those readers who have the same fields. */
export interface Filling {
  readonly nonce: SlotNonce;
  /** The fields that they have not. */
  readonly empty: readonly string[];
}

/** A text that is wrapped already, and the word in whose place it comes. */
export interface PlacedBody {
  readonly place: string;
  readonly body: string;
}

/** @throws EmailError with what MJML refuses, by file and line of the template */
export async function renderHtml(
  template: Template,
  view: object,
  filling: Filling,
  compile: (mjml: string) => Promise<CompiledMjml>,
): Promise<string> {
  const options = fillOptions(filling, { kind: 'html', parts: template.htmlParts });
  const { html, faults } = await compile(fillTemplate(template.html, view, options));
  if (faults.length > 0) {
    const origins = lineOrigins(template.html, view, options);
    throw new EmailError(
      faults.map(
        ({ line, tagName, message }) =>
          `${origins[line - 1] ?? template.html.path}: MJML refuses <${tagName}>: ${message}.`,
      ),
    );
  }
  return leanStyles(squeezeHtml(html));
}

/**
 * The template's own lines are wrapped here, so nobody has to count columns.
 *
 * @param issue where the template has `place` stands the body of the issue, which is wrapped already
 */
export function renderText(template: Template, view: object, filling: Filling, issue?: PlacedBody): string {
  const options = fillOptions(filling, { kind: 'text', parts: template.textParts });
  const wrapped = wrapLines(fillTemplate(template.text, view, options), filling.nonce)
    .replace(/\n{4,}/g, '\n\n\n')
    .trim();
  return `${issue ? wrapped.replace(issue.place, () => issue.body) : wrapped}\n`;
}

function fillOptions({ nonce, empty }: Filling, part: Pick<FillOptions, 'kind' | 'parts'>): FillOptions {
  return {
    ...part,
    slot: (field, fallback) => slotToken(nonce, field, fallback),
    empty: new Set(empty.map((field) => slotToken(nonce, field, ''))),
  };
}
