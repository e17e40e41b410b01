import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { EmailError } from '../../../src/email/email-error.ts';
import { prepareMessage } from '../../../src/email/message/message-program.ts';
import { digestIssue } from '../../../src/email/render/digest-issue.ts';
import { type RenderOptions, renderIssue } from '../../../src/email/render/render-issue.ts';
import type { RenderedIssue } from '../../../src/email/rendered-issue.ts';
import type { SlotValues } from '../../../src/email/slot-program.ts';
import { splitVariants } from '../../../src/email/slots/split-slots.ts';
import { parseRenderedIssue, storeRenderedIssue } from '../../../src/email/stored-issue.ts';
import type { Template } from '../../../src/email/template/template.ts';
import { readTemplate } from '../../../src/email/template/template-file.ts';
import type { EmailAddress } from '../../../src/mail/address.ts';
import { wholeMessage } from '../message/whole-message.ts';
import { issueOf, newsletter, plainMjml, templateOf } from '../sample.ts';

const leave = 'Leave: {{unsubscribeUrl}}';
const options: RenderOptions = { subscriberFields: ['city', 'plan'] };

async function rendered(template: Template, markdown = 'x'): Promise<RenderedIssue> {
  const issue = issueOf(markdown);
  const { subject, preheader, conditions, variants, nonce } = await renderIssue(
    issue,
    template,
    newsletter,
    options,
  );
  const split = splitVariants(variants, nonce);
  return digestIssue({ issueKey: issue.key, subject, preheader, newsletter, conditions, variants: split });
}

/** What a reader with these fields gets. */
async function mailTo(issue: RenderedIssue, fields: SlotValues) {
  const message = wholeMessage(prepareMessage(issue), {
    to: { name: fields['name'] ?? '', address: 'ada@example.com' as EmailAddress },
    messageId: '<1@pier.example>',
    unsubscribeUrl: 'https://post.pier.example/u/1',
    preferencesUrl: 'https://post.pier.example/p/1',
    unsubscribeMailto: 'mailto:leave@pier.example',
    fields: { email: 'ada@example.com', ...fields },
    date: new Date('2026-03-02T08:00:00Z'),
    isTest: false,
    idHeaders: [],
    providerHeaders: [],
  });
  const { html = '', text = '' } = await PostalMime.parse(message);
  return { html, text };
}

const faultsOf = async (work: Promise<unknown>) => {
  const error = await work.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(EmailError);
  return (error as EmailError).faults;
};

const greeting = '{{#if subscriber.name}}Dear {{slot "name"}},{{else}}Hello,{{/if}}';

describe('a condition', () => {
  test('is answered for each reader, in both parts', async () => {
    const issue = await rendered(
      templateOf(plainMjml(`<mj-text>${greeting}</mj-text>`), `${greeting}\n${leave}`),
    );
    expect(issue.conditions).toEqual(['name']);
    expect(issue.variants).toHaveLength(2);
    const [ada, nobody] = [await mailTo(issue, { name: 'Ada <3' }), await mailTo(issue, { name: '' })];
    expect(ada.html).toMatch(/>Dear Ada &lt;3,</);
    expect(ada.text).toMatch(/^Dear Ada <3,\n/);
    for (const part of [nobody.html, nobody.text]) {
      expect(part).toContain('Hello,');
      expect(part).not.toContain('Dear');
    }
    expect(await mailTo(issue, {})).toEqual(nobody);
  });

  test('can stand around whole sections of MJML', async () => {
    const section =
      '<mj-section><mj-column><mj-text>From {{subscriber.city}}</mj-text></mj-column></mj-section>';
    const mjml = plainMjml('').replace(
      '<mj-section>',
      `<mj-raw>{{#if subscriber.city}}</mj-raw>${section}<mj-raw>{{/if}}</mj-raw><mj-section>`,
    );
    const issue = await rendered(templateOf(mjml, leave));
    const tables = async (city: string) =>
      (await mailTo(issue, { city })).html.split('role="presentation"').length;
    expect(await tables('Lampton')).toBeGreaterThan(await tables(''));
    expect((await mailTo(issue, { city: 'Lampton' })).html).toContain('>From Lampton<');
  });

  test('leaves the other part as it is where only one asks', async () => {
    const issue = await rendered(templateOf(plainMjml(''), `${greeting}\n${leave}`));
    expect(issue.variants[0]?.html).toEqual(issue.variants[1]?.html);
    const [first, second] = prepareMessage(issue).bodies;
    const shared = second?.filter(
      (piece) => Buffer.isBuffer(piece) && piece.length > 500 && first?.includes(piece),
    );
    expect(shared).toHaveLength(1);
  });

  test('is answered as if the template had been run for that reader alone, whatever they have', async () => {
    const line =
      '{{#if subscriber.name}}n{{#unless subscriber.city}}-{{/unless}}{{/if}}{{#if subscriber.city}}c{{#each issue.sections}}' +
      '{{#if ../subscriber.plan}}p{{else}}{{@index}}{{/if}}{{/each}}{{else if subscriber.plan}}q{{/if}}.';
    const issue = await rendered(
      templateOf(plainMjml(`<mj-text>${line}</mj-text>`), `${line}\n${leave}`),
      '## A\n\n## B',
    );
    expect(issue.conditions).toEqual(['city', 'name', 'plan']);
    expect(issue.variants).toHaveLength(8);
    const field = fc.constantFrom(undefined, '', '0', ' ', 'x');
    await fc.assert(
      fc.asyncProperty(field, field, field, async (name, city, plan) => {
        const own = Object.entries({ name, city, plan }).filter(([, value]) => value !== undefined);
        const { html, text } = await mailTo(issue, Object.fromEntries(own) as SlotValues);
        const said = `${name ? `n${city ? '' : '-'}` : ''}${city ? `c${plan ? 'pp' : '01'}` : plan ? 'q' : ''}.`;
        expect(html).toContain(`>${said}<`);
        expect(text.split('\n')[0]).toBe(said);
      }),
    );
  });
});

describe('every variant is covered', () => {
  test('by the digest', async () => {
    const issue = await rendered(templateOf(plainMjml(''), `${greeting}\n${leave}`));
    const [first, ...others] = issue.variants;
    const { digest: _, ...content } = issue;
    expect(digestIssue(content).digest).toBe(issue.digest);
    const changed = [{ html: [...(first?.html ?? []), ' '], text: first?.text ?? [] }, ...others];
    expect(digestIssue({ ...content, variants: changed }).digest).not.toBe(issue.digest);
    expect(digestIssue({ ...content, conditions: ['city'] }).digest).not.toBe(issue.digest);
  });

  test('by the rule that every mail says how to leave', async () => {
    const text = '{{#if subscriber.name}}{{#unless subscriber.city}}{{unsubscribeUrl}}{{/unless}}{{/if}}';
    expect(await faultsOf(rendered(templateOf(plainMjml(''), text)))).toEqual([
      'issue.txt of the template "plain" has no {{unsubscribeUrl}} for readers without "city" and without "name"; every mail must say how to leave.',
    ]);
  });

  test('by the refusal of places that no escaping makes safe, told once', async () => {
    const unsafe =
      '<mj-text><p style="color:{{subscriber.city}}">x</p>{{#if subscriber.name}}x{{/if}}</mj-text>';
    expect(await faultsOf(rendered(templateOf(plainMjml(unsafe), leave)))).toEqual([
      expect.stringContaining('"city"'),
    ]);
  });

  test('by MJML, whose faults are traced to the template', async () => {
    const odd = '{{#unless subscriber.name}}\n<mj-text colour="red">x</mj-text>\n{{/unless}}';
    expect(await faultsOf(rendered(templateOf(plainMjml(odd), leave)))).toEqual([
      'templates/plain/issue.mjml:6: MJML refuses <mj-text>: Attribute colour is illegal.',
    ]);
  });
});

test('a letter is for somebody only where their name is known', async () => {
  const issue = await rendered(await readTemplate('templates/letter'));
  const [ada, nobody] = [await mailTo(issue, { name: 'Ada' }), await mailTo(issue, {})];
  expect(ada.html).toContain('<i>A letter for Ada</i>');
  expect(ada.text).toMatch(/^The Pier & Post, No\. 4\n\n?2 March 2026\nA letter for Ada\n/);
  for (const part of [nobody.html, nobody.text]) expect(part).not.toContain('A letter for');
});

test('a stored issue comes back as it was', async () => {
  const issue = await rendered(templateOf(plainMjml(''), `${greeting}\n${leave}`));
  expect(parseRenderedIssue(storeRenderedIssue(issue))).toEqual(issue);
});
