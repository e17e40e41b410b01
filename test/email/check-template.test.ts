import { describe, expect, test } from 'vitest';
import { templateFaults } from '../../src/email/check-template.ts';
import { specimenView } from '../../src/email/specimen-view.ts';
import type { TemplateFile } from '../../src/email/template.ts';

const subscriberFields = ['name', 'email', 'city'];

function faults(
  source: string,
  parts: Record<string, string> = {},
  kind: 'html' | 'text' = 'html',
): string[] {
  const files = Object.entries(parts).map(([name, part]): [string, TemplateFile] => [
    name,
    { path: `parts/${name}.mjml`, source: part },
  ]);
  return templateFaults(
    { path: 'issue.mjml', source },
    { parts: new Map(files), specimen: specimenView(subscriberFields), subscriberFields, kind },
  );
}

test('a template may name every field there is, and the parts beside it', () => {
  const source = `
{{issue.title}} {{#if issue.number}}{{issue.number}}{{else}}{{issue.date}}{{/if}} {{theme.light.link}}
{{#each issue.sections}}{{title}} {{items}} {{@index}}{{#if @last}}{{../newsletter.name}}{{/if}}{{/each}}
{{#each newsletter.postalAddress}}{{this}}{{/each}} {{#with theme.logo}}{{url}} {{../issue.body}}{{/with}}
{{subscriber.city}} {{slot "name" fallback="reader"}} {{slot "email"}} {{unsubscribeUrl}} {{preferencesUrl}} {{> foot}} {{!-- note --}}`;
  expect(faults(source, { foot: '{{newsletter.name}}' })).toEqual([]);
});

test('all faults come at once, each with its file and line and what there is', () => {
  expect(faults('{{issue.titel}}\n\n{{> foot}}', { foot: '\n{{subscriber.town}}' })).toEqual([
    expect.stringMatching(
      /^issue\.mjml:1: There is no field "issue\.titel"\. There are: issue\.title, issue\.number, /,
    ),
    'parts/foot.mjml:2: There is no field "subscriber.town". There are: subscriber.name, subscriber.email, subscriber.city.',
  ]);
});

describe('what is refused', () => {
  test.each([
    ['{{titel}}', /no field "titel"\. There are: issue\.title,.* unsubscribeUrl, preferencesUrl\.$/],
    ['{{constructor}}', /no field "constructor"/],
    ['{{issue.__proto__}}', /no field "issue\.__proto__"/],
    ['{{newsletter.postalAddress.map}}', /no field/],
    ['{{issue}}', /"issue" is a group of fields: title, /],
    ['{{{issue.body}}}', /with three braces/],
    ['{{lookup issue "title"}}', /cannot call "lookup"/],
    ['{{log issue.title}}', /cannot call "log"/],
    ['{{#if (lookup issue "title")}}{{/if}}', /cannot use this \{\{#if\}\}/],
    ['{{#newsletter}}{{/newsletter}}', /cannot use this \{\{#newsletter\}\}/],
    ['{{#each issue.title}}{{/each}}', /needs a list, and "issue\.title" is none/],
    ['{{#each issue.sections as |s|}}{{/each}}', /as \|name\|/],
    ['{{#if subscriber.name}}x{{/if}}', /has no answer: a subscriber's value is not known/],
    ['{{#each issue.sections}}{{#if ../subscriber.name}}x{{/if}}{{/each}}', /has no answer/],
    ['{{slot "town"}}', /no field "town"\. There are: name, email, city/],
    ['{{slot issue.title}}', /A slot is written/],
    ['{{slot "name" default="x"}}', /A slot is written/],
    ['{{@root.issue.title}}', /means nothing here/],
    ['{{../issue.title}}', /nothing around this place/],
    ['{{"text"}}', /Write text as text/],
    ['{{> nowhere}}', /no part "nowhere"\. There are: loop\./],
    ['{{> loop}}', /names itself/],
    ['{{> (x)}}', /no part/],
    ['{{#> loop}}{{/loop}}', /cannot use a PartialBlockStatement/],
    ['{{#*inline "x"}}{{/inline}}', /cannot use a DecoratorBlock/],
    ['<mj-include path="x" />', /never read/],
  ])('%s', (source, message) => {
    const found = faults(`line one\n${source}`, { loop: '{{> loop}}' });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^(?:issue\.mjml:2|parts\/loop\.mjml:1): /);
    expect(found[0]).toMatch(message);
  });

  test.each([
    ['a\n{{#if issue.date}}\nb\n{{/each}}', 2],
    ['a\nb\n{{issue.title', 3],
  ])('a tag that Handlebars cannot read: %j', (source, line) => {
    expect(faults(source)).toEqual([
      expect.stringMatching(`^issue\\.mjml:${line}: Handlebars cannot read this: `),
    ]);
  });

  test('three braces are no matter in a text', () => {
    expect(faults('{{{issue.title}}}', {}, 'text')).toEqual([]);
  });
});
