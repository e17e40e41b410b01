import { expect, test } from 'vitest';
import { leanStyles } from '../../../src/email/render/lean-styles.ts';

const mail = (css: string, body: string) => `<style type="text/css">${css}</style>\n<body>${body}</body>`;
const sheetOf = (css: string, body: string) =>
  /<style[^>]*>\n([^<]*)<\/style>/.exec(leanStyles(mail(css, body)))?.[1];

test('what a sheet says of elements in the text that are not there goes, whatever stands around', () => {
  const css = `
    /* why */
    .prose p, .prose table { margin: 0 ; }
    .prose .k { color:#123456; }
    .prose [align="right"] { text-align:right; }
    .card, #outlook a { padding:0; }
    @media (prefers-color-scheme:dark) { .prose td { color:#000000 !important; } .card { color:#ffffff } }
    @media print { .prose td { color:#000000; } }`;
  expect(sheetOf(css, '<div class="prose"><p>a</p></div>')).toBe(
    '.prose p{margin:0}\n.card,#outlook a{padding:0}\n' +
      '@media (prefers-color-scheme:dark){\n.card{color:#ffffff}\n}\n',
  );
});

test('what it says of those that are there stays in its order', () => {
  const css = '.prose td { color:#111111; color:#222222 } .prose td.x > a:hover { color:#333333 }';
  expect(sheetOf(css, '<table class="prose"><td class="a x" align="right"><a>b</a></td></table>')).toBe(
    '.prose td{color:#111111;color:#222222}\n.prose td.x > a:hover{color:#333333}\n',
  );
});

test('what is no CSS stays as it is', () => {
  expect(leanStyles(mail('.prose p { color', ''))).toBe(mail('.prose p { color', ''));
});
