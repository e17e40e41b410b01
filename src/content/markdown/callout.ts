import type { Token, Tokens } from 'marked';

/** What the tint of a callout says; `plain` has none of its own. */
export type CalloutTint = 'note' | 'tip' | 'important' | 'warning' | 'caution' | 'sponsor' | 'plain';

/** A quote that is set apart: `> [!NOTE]`. */
export interface Callout {
  /** As written, in lower case. */
  readonly kind: string;
  readonly tint: CalloutTint;
  /** The author's own title, as inline tokens; null where the kind is title enough. */
  readonly title: readonly Token[] | null;
  /** Without the mark and the title. */
  readonly tokens: readonly Token[];
}

const tints: Readonly<Record<Exclude<CalloutTint, 'plain'>, string>> = {
  note: 'note info abstract summary seealso',
  tip: 'tip hint success check done',
  important: 'important question faq help',
  warning: 'warning attention todo',
  caution: 'caution danger error failure bug',
  sponsor: 'sponsor sponsored ad advertisement',
};

const mark = /^\[!([A-Za-z]+)\][ \t]*/;

/**
 * Reads a quote as a callout; null where it is none. The title is what stands on the line of the mark, or the rest of
 * its paragraph where that is one run of bold, as the answers to directives are written.
 */
export function readCallout({ tokens }: Tokens.Blockquote): Callout | null {
  const [first, ...others] = tokens;
  if (first?.type !== 'paragraph') return null;
  const inline = (first as Tokens.Paragraph).tokens;
  const [lead, ...rest] = inline;
  const [source, kind = ''] = lead?.type === 'text' ? (mark.exec(lead.raw) ?? []) : [];
  if (lead?.type !== 'text' || source === undefined) return null;
  const after = { ...lead, raw: lead.raw.slice(source.length), text: lead.raw.slice(source.length) };
  const { title, text } = splitAtLine(after.raw === '' ? rest : [after, ...rest]);
  const body = text.length === 0 ? others : [{ ...first, tokens: text }, ...others];
  const name = kind.toLowerCase();
  return { kind: name, tint: tintOf(name), title: title.length === 0 ? null : title, tokens: body };
}

function tintOf(kind: string): CalloutTint {
  const names = Object.keys(tints) as (keyof typeof tints)[];
  return names.find((tint) => tints[tint].split(' ').includes(kind)) ?? 'plain';
}

function splitAtLine(tokens: readonly Token[]): { title: Token[]; text: Token[] } {
  const at = tokens.findIndex(({ type, raw }) => type === 'br' || (type === 'text' && raw.includes('\n')));
  if (at < 0) return { title: [...tokens], text: [] };
  const end = tokens[at] as Token;
  const [before = '', ...after] = end.type === 'br' ? [''] : end.raw.split('\n');
  const piece = (text: string): Token[] => (text === '' ? [] : [{ ...end, raw: text, text } as Token]);
  return {
    title: [...tokens.slice(0, at), ...piece(before.trimEnd())],
    text: [...piece(after.join('\n')), ...tokens.slice(at + 1)],
  };
}
