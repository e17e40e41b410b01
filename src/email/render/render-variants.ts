import type { UnsplitVariant } from '../slots/split-slots.ts';
import { emptyInVariants } from '../slots/variant.ts';
import { markup } from '../template/fill-template.ts';
import { issueView, type ViewSources } from '../template/issue-view.ts';
import type { Template } from '../template/template.ts';
import type { CompiledMjml } from './compile-mjml-worker.ts';
import { compileMjml, renderHtml, renderText } from './render-template.ts';

/** The issue itself, as each part has it. */
export interface IssueBody {
  readonly html: string;
  readonly text: string;
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
  const compileOnce = remember(compileMjml);
  const { nonce } = sources;
  const place = `PPBODY${nonce}`;
  const htmlView = issueView(sources, markup(body.html), markup);
  const textView = issueView(sources, place, (html) => html);
  const rendering = emptyInVariants(conditions).map(async (empty) => ({
    html: await renderHtml(template, htmlView, { nonce, empty }, compileOnce),
    text: renderText(template, textView, { nonce, empty }, { place, body: body.text }),
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
