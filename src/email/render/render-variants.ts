import type { UnsplitVariant } from '../slots/split-slots.ts';
import { emptyInVariants } from '../slots/variant.ts';
import { markup } from '../template/fill-template.ts';
import { issueView, type ViewSources } from '../template/issue-view.ts';
import type { Template } from '../template/template.ts';
import type { CompiledMjml } from './compile-mjml-worker.ts';
import { compileMjml, type PlacedBody, renderHtml, renderText } from './render-template.ts';

/** The issue itself, as each part has it. */
export interface IssueBody {
  readonly html: string;
  readonly text: string;
}

/** What each part of a template is filled from. */
interface PartViews {
  readonly html: object;
  readonly text: object;
}

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
  const { nonce } = sources;
  const place = `PPBODY${nonce}`;
  const views = {
    html: issueView(sources, markup(body.html), markup),
    text: issueView(sources, place, (html) => html),
  };
  return renderEach(template, views, nonce, conditions, { place, body: body.text });
}

/** As {@link renderVariants}, from whatever views there are. */
export async function renderEach(
  template: Template,
  views: PartViews,
  nonce: string,
  conditions: readonly string[],
  body?: PlacedBody,
): Promise<UnsplitVariant[]> {
  const compileOnce = remember(compileMjml);
  const rendering = emptyInVariants(conditions).map(async (empty) => ({
    html: await renderHtml(template, views.html, { nonce, empty }, compileOnce),
    text: renderText(template, views.text, { nonce, empty }, body),
  }));
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
