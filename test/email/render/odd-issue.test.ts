import fc from 'fast-check';
import { type DefaultTreeAdapterTypes, html as html5, parse } from 'parse5';
import { expect, test } from 'vitest';
import { readTemplate } from '../../../src/email/template/template-file.ts';
import { oddMarkdown } from '../../content/odd-markdown.ts';
import { issueOf, newsletter, renderFull, slotsIn } from '../sample.ts';

type Element = DefaultTreeAdapterTypes.Element;

/** Every element of a document as a browser reads it, each with those around it. */
function* elements(
  node: DefaultTreeAdapterTypes.ParentNode,
  around: readonly Element[] = [],
): Generator<Element[]> {
  for (const child of node.childNodes) {
    if (!('tagName' in child)) continue;
    yield [...around, child];
    yield* elements('content' in child ? child.content : child, [...around, child]);
  }
}

const named = ({ tagName, attrs }: Element) =>
  `<${[tagName, ...attrs.map(({ name, value }) => `${name}="${value}"`)].join(' ')}>`;

/** Where a browser puts the way out: every element around it, with its attributes. */
function placeOfLeaving(html: string, nonce: string): string[][] {
  const links = [...elements(parse(html))].filter((path) =>
    path.at(-1)?.attrs.some(({ value }) => slotsIn(value, nonce).includes('unsubscribeUrl')),
  );
  return links.map((path) => path.slice(0, -1).map(named));
}

const neverSent =
  /^(?:script|iframe|object|embed|applet|form|input|button|base|link|frame|frameset|template|portal)$/;

/** What no mail may hold, however it came in. */
function dangers(html: string): string[] {
  return [...elements(parse(html))].flatMap((path) => {
    const element = path.at(-1);
    if (!element) return [];
    const { tagName, namespaceURI, attrs } = element;
    const isForeign = namespaceURI !== html5.NS.HTML;
    const isActive = attrs.some(
      ({ name, value }) =>
        /^on|^srcdoc$|^formaction$/.test(name) ||
        (name === 'http-equiv' && /refresh/i.test(value)) ||
        // Browsers pass over blanks and control characters in a scheme.
        /^(?:javascript|vbscript|data):/i.test(value.replace(/[\p{Cc}\s]/gu, '')),
    );
    return isForeign || isActive || neverSent.test(tagName) ? [named(element)] : [];
  });
}

test('the checks see what they are for', () => {
  for (const danger of [
    '<script>',
    '<svg><a>',
    '<p onclick="x">',
    '<a href=" java\tscript:x">',
    '<template><form></template>',
    '<img src="DATA:x">',
    '<meta http-equiv="refresh" content="0">',
  ])
    expect(dangers(`<!doctype html><body>${danger}`)).not.toEqual([]);
  expect(dangers('<!doctype html><body><a href="https://x.example/javascript:">javascript:</a>')).toEqual([]);
});

test.each(['digest', 'letter'])(
  'no markdown, however odd, breaks out of the %s or brings anything in',
  async (name) => {
    const template = await readTemplate(`templates/${name}`);
    const empty = await renderFull(issueOf(''), template, newsletter);
    const place = placeOfLeaving(empty.html, empty.nonce);
    expect(place).toHaveLength(1);
    expect(place[0]?.filter((tag) => tag.startsWith('<table')).length).toBeGreaterThan(0);
    const broken = empty.html.replace('<h1', '<table><tr><td><h1');
    expect(placeOfLeaving(broken, empty.nonce)).not.toEqual(place);
    await fc.assert(
      fc.asyncProperty(oddMarkdown, async (markdown) => {
        const mail = await renderFull(issueOf(markdown), template, newsletter);
        expect(placeOfLeaving(mail.html, mail.nonce)).toEqual(place);
        expect(dangers(mail.html)).toEqual([]);
        // What is a comment for a browser can be HTML for Outlook.
        expect(mail.html.split('<!--').length).toBe(empty.html.split('<!--').length);
        expect(slotsIn(mail.html, mail.nonce)).toEqual(slotsIn(empty.html, empty.nonce));
        expect(slotsIn(mail.text, mail.nonce)).toEqual(slotsIn(empty.text, empty.nonce));
      }),
      { numRuns: 60 },
    );
  },
  60_000,
);
