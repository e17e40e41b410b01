import { CssSyntaxError, parse } from 'postcss';
import type { Finding } from '../../content/finding.ts';
import { cssAddresses } from '../clients/css-features.ts';
import { imageAddresses } from '../clients/html-features.ts';
import type { HtmlTag } from '../clients/html-parts.ts';
import type { EmailRule } from './email-rules.ts';
import type { ReadEmail } from './read-email.ts';

const activeElements = new Set([
  ...['script', 'form', 'input', 'button', 'select', 'textarea', 'iframe', 'frame', 'frameset', 'object'],
  ...['embed', 'applet', 'base'],
]);

/** Gmail drops every style sheet once they come to 16 kB (github.com/hteumeuleu/email-bugs/issues/90). */
const sheetBytes = 14 * 1024;

/** Finds what mail clients take out or refuse, and what tells a third party who reads. */
export function lintMarkup(email: ReadEmail): Finding[] {
  return [
    ...activeContent(email),
    ...dataAddresses(email),
    ...styleSize(email),
    ...brokenStyle(email),
    ...remoteFonts(email),
    ...plainImages(email),
  ];
}

function activeContent({ parts }: ReadEmail): Finding[] {
  const kinds = parts.tags.flatMap((tag) => activeIn(tag).map((kind) => ({ kind, line: tag.line })));
  return [...new Set(kinds.map(({ kind }) => kind))].map((kind) => {
    const lines = kinds.filter((one) => one.kind === kind).map(({ line }) => line);
    return fault(
      'active-content',
      'error',
      `${kind} stands in ${placeOf(lines)}. Mail clients take it out or treat the mail as an attack: use a link instead.`,
    );
  });
}

function activeIn({ name, attributes }: HtmlTag): string[] {
  const handlers = Object.keys(attributes).filter((attribute) => attribute.startsWith('on'));
  const isRefresh = name === 'meta' && attributes['http-equiv']?.toLowerCase() === 'refresh';
  const isCode = Object.values(attributes).some((value) => /^\s*(?:javascript|vbscript):/i.test(value));
  return [
    ...(activeElements.has(name) ? [`<${name}>`] : []),
    ...handlers.map((handler) => `The attribute ${handler}`),
    ...(isRefresh ? ['<meta http-equiv="refresh">'] : []),
    ...(isCode ? ['An address that is a script'] : []),
  ];
}

function dataAddresses({ parts }: ReadEmail): Finding[] {
  const lines = [
    ...parts.tags.flatMap((tag) => addressesOf(tag).map((address) => ({ address, line: tag.line }))),
    ...parts.sheets.flatMap(({ css, line }) => cssAddresses(css).map((address) => ({ address, line }))),
  ].flatMap(({ address, line }) => (/^\s*data:/i.test(address) ? [line] : []));
  if (lines.length === 0) return [];
  return [
    fault(
      'data-uri',
      'error',
      `A data: address stands in ${placeOf(lines)}. Gmail shows none of them: put the file on the web and give its https address.`,
    ),
  ];
}

function addressesOf(tag: HtmlTag): string[] {
  const { href = '', src = '', style = '' } = tag.attributes;
  return [href, src, ...imageAddresses(tag), ...cssAddresses(style)];
}

function styleSize({ parts }: ReadEmail): Finding[] {
  const bytes = parts.sheets.reduce((sum, { css }) => sum + Buffer.byteLength(css), 0);
  if (bytes <= sheetBytes) return [];
  return [
    fault(
      'style-size',
      'warning',
      `The style sheets come to ${bytes} bytes, and from 16,384 on Gmail drops them all: keep them below ${sheetBytes}.`,
    ),
  ];
}

function brokenStyle({ parts }: ReadEmail): Finding[] {
  return parts.sheets.flatMap(({ css, line }) => {
    try {
      parse(css);
      return [];
    } catch (error) {
      if (!(error instanceof CssSyntaxError)) throw error;
      const at = line + (error.line ?? 1) - 1;
      return [
        fault(
          'broken-style',
          'warning',
          `The style sheet is broken in line ${at} of the HTML: ${error.reason}. Gmail drops such a sheet as a whole.`,
        ),
      ];
    }
  });
}

function remoteFonts({ parts }: ReadEmail): Finding[] {
  const sheets = parts.sheets.flatMap(({ css, line }) => (/@import|@font-face/i.test(css) ? [line] : []));
  const links = parts.tags.flatMap(({ name, attributes, line }) =>
    name === 'link' && /stylesheet|font/i.test(`${attributes['rel']} ${attributes['as']}`) ? [line] : [],
  );
  const lines = [...sheets, ...links];
  if (lines.length === 0) return [];
  return [
    fault(
      'remote-font',
      'warning',
      `A font or a style sheet is fetched from the web in ${placeOf(lines)}. It tells its server who reads what, and few clients use it: take a font that readers have.`,
    ),
  ];
}

/** Those of the issue's own text are found where it is written, by the lint of the markdown. */
function plainImages({ parts, bodyParts }: ReadEmail): Finding[] {
  const authored = new Set(bodyParts.tags.flatMap(imageAddresses));
  const found = parts.tags.flatMap((tag) => [
    ...imageAddresses(tag),
    ...cssAddresses(tag.attributes['style'] ?? ''),
  ]);
  return [...new Set(found)]
    .filter((address) => /^http:/i.test(address) && !authored.has(address))
    .map((address) =>
      fault(
        'http-image',
        'warning',
        `The image ${JSON.stringify(address)} is fetched unencrypted, and many clients leave it out: give its https address.`,
      ),
    );
}

function placeOf(lines: readonly number[]): string {
  const [first = 1] = lines;
  return lines.length === 1
    ? `line ${first} of the HTML`
    : `line ${first} of the HTML and ${lines.length - 1} more`;
}

function fault(rule: EmailRule, severity: Finding['severity'], message: string): Finding {
  return { rule, severity, line: null, message };
}
