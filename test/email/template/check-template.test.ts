import { describe, expect, test } from 'vitest';
import { checkFile, checkTemplate } from '../../../src/email/template/check-template.ts';
import { specimenView } from '../../../src/email/template/specimen-view.ts';
import type { TemplateFile } from '../../../src/email/template/template.ts';
import { templateOf } from '../sample.ts';

const subscriberFields = ['name', 'email', 'city'];

function check(source: string, parts: Record<string, string> = {}, kind: 'html' | 'text' = 'html') {
  const files = Object.entries(parts).map(([name, part]): [string, TemplateFile] => [
    name,
    { path: `parts/${name}.mjml`, source: part },
  ]);
  return checkFile(
    { path: 'issue.mjml', source },
    { parts: new Map(files), specimen: specimenView(subscriberFields), subscriberFields, kind },
  );
}

const faults = (...given: Parameters<typeof check>) => check(...given).faults;

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
    ['{{#if subscriber.email}}x{{/if}}', /"subscriber\.email" is always there/],
    [
      '{{#unless unsubscribeUrl}}x{{/unless}}',
      /"unsubscribeUrl" is always there: \{\{#unless unsubscribeUrl\}\}/,
    ],
    ['{{#if preferencesUrl}}x{{/if}}', /"preferencesUrl" is always there/],
    ['{{#if subscriber}}x{{/if}}', /"subscriber" is always there/],
    ['{{#with subscriber.name}}x{{/with}}', /write \{\{#if subscriber\.name\}\} instead/],
    ['{{#each subscriber.name}}x{{/each}}', /needs a list/],
    ['{{#if subscriber.town}}x{{/if}}', /no field "subscriber\.town"/],
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

describe('a condition on a field of the subscriber', () => {
  const tests = (source: string, parts: Record<string, string> = {}) => {
    const { faults, tests } = check(source, parts);
    expect(faults).toEqual([]);
    return tests.map(({ field, place }) => `${field} ${place}`);
  };

  test.each([
    ['{{#if subscriber.name}}Dear {{slot "name"}},{{else}}Hello,{{/if}}', 'name'],
    ['{{#unless subscriber.city}}x{{/unless}}', 'city'],
    ['{{^if subscriber.city}}x{{/if}}', 'city'],
    ['{{#if issue.date}}{{else if subscriber.city}}x{{/if}}', 'city'],
    ['{{#each issue.sections}}{{#if ../subscriber.city}}x{{/if}}{{/each}}', 'city'],
    [
      '{{#with theme.logo}}{{#each ../issue.sections}}{{#if ../../subscriber.name}}x{{/if}}{{/each}}{{/with}}',
      'name',
    ],
    ['{{#with subscriber}}{{#if name}}{{city}}{{/if}}{{/with}}', 'name'],
    ['<mj-raw>{{#if subscriber.name}}</mj-raw>\n<mj-section></mj-section>\n<mj-raw>{{/if}}</mj-raw>', 'name'],
  ])('%s', (source, field) => {
    expect(tests(`\n${source}`)).toEqual([`${field} issue.mjml:2`]);
  });

  test('is known by the file of the part in which it stands', () => {
    expect(tests('{{> foot}}', { foot: '\n\n{{#if subscriber.name}}x{{/if}}' })).toEqual([
      'name parts/foot.mjml:3',
    ]);
  });

  test('can be on three fields of both files together, and no more', () => {
    const ask = (...fields: string[]) =>
      fields.map((field) => `{{#if subscriber.${field}}}x{{/if}}`).join('\n');
    const fields = ['name', 'email', 'city', 'plan', 'sex'];
    const three = templateOf(ask('name', 'plan'), ask('name', 'city'));
    expect(checkTemplate(three, fields)).toEqual({ faults: [], conditions: ['city', 'name', 'plan'] });
    const { faults } = checkTemplate(
      templateOf(ask('name', 'plan', 'plan'), ask('name', 'city', 'sex')),
      fields,
    );
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(
      'asks for 4: "city" (templates/plain/issue.txt:2), "name" (templates/plain/issue.mjml:1, templates/plain/issue.txt:1), ' +
        '"plan" (templates/plain/issue.mjml:2, templates/plain/issue.mjml:3), "sex" (templates/plain/issue.txt:3).',
    );
  });
});
