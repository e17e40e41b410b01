import { describe, expect, test } from 'vitest';
import { EmailError } from '../../../src/email/email-error.ts';
import {
  type FillOptions,
  fillTemplate,
  lineOrigins,
  markup,
} from '../../../src/email/template/fill-template.ts';
import type { TemplateFile } from '../../../src/email/template/template.ts';

const file = (source: string): TemplateFile => ({ path: 'issue.mjml', source });
const options = (kind: 'html' | 'text', parts: Record<string, string> = {}): FillOptions => ({
  kind,
  parts: new Map(Object.entries(parts).map(([name, source]) => [name, { path: `${name}.mjml`, source }])),
  slot: (field, fallback) => `<${field}|${fallback}>`,
  empty: new Set(),
});

test('values are escaped in HTML and left alone in text', () => {
  const view = { a: `"<a href='x'>" & {{b}} =`, b: 'no' };
  expect(fillTemplate(file('{{a}}'), view, options('html'))).toBe(
    '&quot;&lt;a href&#x3D;&#x27;x&#x27;&gt;&quot; &amp; {{b}} &#x3D;',
  );
  expect(fillTemplate(file('{{a}}'), view, options('text'))).toBe(view.a);
});

test('markup stands as it is and is not read as a template', () => {
  const view = { body: markup('<p>{{#each x}} {{> foot}} $& {{{a}}}</p>'), a: 'no' };
  expect(fillTemplate(file('<b>{{body}}</b>'), view, options('html', { foot: 'foot' }))).toBe(
    '<b><p>{{#each x}} {{> foot}} $& {{{a}}}</p></b>',
  );
});

test('parts see the fields, and slots become what they are made', () => {
  const parts = { foot: '({{newsletter.name}}: {{slot "name" fallback="you"}} {{slot "city"}})' };
  expect(fillTemplate(file('{{> foot}}'), { newsletter: { name: 'P' } }, options('text', parts))).toBe(
    '(P: <name|you> <city|>)',
  );
});

describe('out of reach', () => {
  test.each(['{{constructor}}', '{{a.constructor}}', '{{missing}}', '{{lookup a "b"}}', '{{log "x"}}'])(
    '%s',
    (source) => {
      expect(() => fillTemplate(file(source), { a: {}, list: [1] }, options('html'))).toThrow();
    },
  );
});

test('a field of a group that is missing is told by file and line', () => {
  const parts = { logo: '\n\n{{theme.logo.url}}' };
  expect(() => fillTemplate(file('{{> logo}}'), { theme: { logo: null } }, options('html', parts))).toThrow(
    new EmailError([
      'logo.mjml:3: The template names a field of something that is missing here. Put it inside {{#if}}.',
    ]),
  );
});

test('each line of the result is traced to its file', () => {
  const source = file('<a>\n{{#if yes}}\n  <b>\n{{/if}}\n{{body}}\n{{> foot}}\n</a>\n');
  const view = { yes: true, body: 'one\ntwo' };
  const fill = options('html', { foot: '<c>\n</c>\n' });
  const lines = fillTemplate(source, view, fill).split('\n');
  const origins = lineOrigins(source, view, fill);
  expect(lines.map((line, index) => `${line} ${origins[index] ?? '?'}`)).toEqual([
    '<a> issue.mjml:1',
    '  <b> issue.mjml:3',
    'one issue.mjml:5',
    'two ?',
    '<c> foot.mjml:1',
    '</c> foot.mjml:2',
    '</a> issue.mjml:7',
    ' issue.mjml:8',
  ]);
});
