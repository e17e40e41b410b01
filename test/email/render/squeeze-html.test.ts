import { expect, test } from 'vitest';
import { squeezeHtml } from '../../../src/email/render/squeeze-html.ts';

test('indentation and empty lines go, lines and preformatted text stay', () => {
  expect(
    squeezeHtml('\n  <p>\n    a  b\n\n  </p> <pre class="x">\n  a\n\n    b  \n</pre>\n <i>\n c</i> \n'),
  ).toBe('<p>\na  b\n</p> <pre class="x">\n  a\n\n    b  \n</pre>\n<i>\nc</i>\n');
});

test('blanks go from the styles of tags, and from nothing that looks like one', () => {
  expect(
    squeezeHtml(
      '<a href="x: y; " style="color: #000000; margin: 0 0;">style="a: b;"</a><pre style="a: b;"> x: y; </pre>',
    ),
  ).toBe(
    '<a href="x: y; " style="color:#000000;margin:0 0">style="a: b;"</a><pre style="a:b"> x: y; </pre>\n',
  );
});
