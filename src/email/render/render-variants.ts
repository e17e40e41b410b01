import { EmailError } from '../email-error.ts';
import { type SlotNonce, slotToken } from '../slots/slot-token.ts';
import type { UnsplitVariant } from '../slots/split-slots.ts';
import { emptyInVariants } from '../slots/variant.ts';
import { type FillOptions, fillTemplate, lineOrigins, markup } from '../template/fill-template.ts';
import { issueView, type ViewSources } from '../template/issue-view.ts';
import type { Template } from '../template/template.ts';
import { type CompiledMjml, mjmlCompiler } from './compile-mjml-worker.ts';
import { squeezeHtml } from './squeeze-html.ts';
import { wrapLines } from './wrap-lines.ts';

/** The issue itself, as each part has it. */
export interface IssueBody {
  readonly html: string;
  readonly text: string;
}

const compileMjml = mjmlCompiler();

/**
 * Runs a template once for every combination of its conditions, in the order of their numbers.
 * @throws EmailError with what MJML refuses, by file and line of the template
 */
export async function renderVariants(
  template: Template,
  sources: ViewSources,
  body: IssueBody,
  conditions: readonly string[],
): Promise<UnsplitVariant[]> {
  const compileOnce = remember(compileMjml);
  const rendering = emptyInVariants(conditions).map(async (fields) => {
    const empty = new Set(fields.map((field) => slotToken(sources.nonce, field, '')));
    return {
      html: await renderHtml(template, sources, body.html, empty, compileOnce),
      text: renderText(template, sources, body.text, empty),
    };
  });
  return Promise.all(rendering);
}

/** Where only the text part asks for a field, the HTML of two variants is one and the same. */
function remember(compile: (mjml: string) => Promise<CompiledMjml>): (mjml: string) => Promise<CompiledMjml> {
  const known = new Map<string, Promise<CompiledMjml>>();
  return (mjml) => {
    const compiled = known.get(mjml) ?? compile(mjml);
    known.set(mjml, compiled);
    return compiled;
  };
}

async function renderHtml(
  template: Template,
  sources: ViewSources,
  body: string,
  empty: ReadonlySet<string>,
  compile: (mjml: string) => Promise<CompiledMjml>,
): Promise<string> {
  const view = issueView(sources, markup(body), markup);
  const slot = slotFor(sources.nonce);
  const options: FillOptions = { kind: 'html', parts: template.htmlParts, slot, empty };
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
  return squeezeHtml(html);
}

/** The body is wrapped already; the template's own lines are wrapped here, so nobody has to count columns. */
function renderText(
  template: Template,
  sources: ViewSources,
  body: string,
  empty: ReadonlySet<string>,
): string {
  const { nonce } = sources;
  const place = `PPBODY${nonce}`;
  const view = issueView(sources, place, (html) => html);
  const filled = fillTemplate(template.text, view, {
    kind: 'text',
    parts: template.textParts,
    slot: slotFor(nonce),
    empty,
  });
  const wrapped = wrapLines(filled, nonce)
    .replace(/\n{4,}/g, '\n\n\n')
    .trim();
  return `${wrapped.replace(place, () => body)}\n`;
}

function slotFor(nonce: SlotNonce): FillOptions['slot'] {
  return (field, fallback) => slotToken(nonce, field, fallback);
}
