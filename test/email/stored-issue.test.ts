import { describe, expect, it } from 'vitest';
import { EmailError } from '../../src/email/email-error.ts';
import { prepareMessage } from '../../src/email/message/message-program.ts';
import type { RenderedIssue } from '../../src/email/rendered-issue.ts';
import { parseRenderedIssue, storeRenderedIssue } from '../../src/email/stored-issue.ts';

/** As the first version with forms stores it, word for word. Whatever form comes later: this text stays readable. */
const firstForm = `{"form":1,"digest":"0123456789abcdef0123456789abcdef","issueKey":"10","subject":"Wicks","preheader":"How to trim one.",
"newsletter":{"name":"The Lamplighter","from":{"name":"The Lamplighter","address":"letters@lamplighter.example"},"replyTo":null,
"postalAddress":["1 Wick Street"],"reason":"You asked for it.","listId":"lamplighter.example","siteUrl":null,
"publicUrl":"https://letters.lamplighter.example","unsubscribeMailbox":null,"returnPathDomain":"bounces.lamplighter.example",
"language":"en"},"conditions":["name"],"variants":[
{"html":["<p>Hello,</p>"],"text":["Hello\\n"]},
{"html":["<p>",{"field":"name","fallback":"","context":"html"},"</p>"],"text":[{"field":"name","fallback":"","context":"text"},"\\n"]}]}`;
/** As the version before stored it, which knew of no forms. */
const { form: _, ...unformed } = JSON.parse(firstForm);

describe('a stored issue', () => {
  it.each([
    ['of the first form', firstForm],
    ['of the version before there were forms', JSON.stringify(unformed)],
  ])('%s is read, and a message is made of it', (_name, text) => {
    const issue = parseRenderedIssue(text);
    expect(issue).toEqual(unformed);
    expect(prepareMessage(issue).bodies).toHaveLength(2);
  });

  it('is stored with its form', () => {
    expect(JSON.parse(storeRenderedIssue(unformed as RenderedIssue))).toEqual(JSON.parse(firstForm));
  });

  it('of a form that is not known is not guessed at', () => {
    const newer = JSON.stringify({ ...unformed, form: 2 });
    expect(() => parseRenderedIssue(newer)).toThrow(EmailError);
    expect(() => parseRenderedIssue(newer)).toThrow(
      /issue 10 .*form 2.*reads form 1.*newer.*--correction.*cancel/,
    );
  });

  it.each([
    ['cut off', firstForm.slice(0, 400)],
    ['no JSON', 'wicks'],
    ['no object', '[]'],
    ['empty', '{}'],
    ['without variants', JSON.stringify({ ...unformed, variants: [] })],
    ['without a sender', JSON.stringify({ ...unformed, newsletter: { ...unformed.newsletter, from: 'me' } })],
    [
      'with a text for a program',
      JSON.stringify({ ...unformed, conditions: [], variants: [{ html: 'x', text: 'x' }] }),
    ],
    [
      'with a slot that nothing escapes',
      JSON.stringify({
        ...unformed,
        conditions: [],
        variants: [{ html: [{ field: 'name', fallback: '', context: 'style' }], text: [] }],
      }),
    ],
  ])('%s is told of, as what a person can mend', (_name, text) => {
    expect(() => parseRenderedIssue(text)).toThrow(EmailError);
    expect(() => parseRenderedIssue(text)).toThrow(/cannot be read: it is damaged.*--correction.*cancel/);
  });
});
