import { describe, expect, it } from 'vitest';
import { EmailError } from '../../../src/email/email-error.ts';
import type { Slot, SlotProgram } from '../../../src/email/slot-program.ts';
import { fillSlots } from '../../../src/email/slots/fill-slots.ts';
import { slotToken } from '../../../src/email/slots/slot-token.ts';
import { splitHtmlSlots, splitTextSlots } from '../../../src/email/slots/split-slots.ts';

const nonce = '0123456789ab';
const name = slotToken(nonce, 'name', 'reader');
const url = slotToken(nonce, 'unsubscribeUrl', '');
const slots = (program: SlotProgram) => program.filter((piece): piece is Slot => typeof piece !== 'string');
const contexts = (html: string) => slots(splitHtmlSlots(html, nonce)).map(({ context }) => context);

describe('splitHtmlSlots', () => {
  it.each([
    [`<p>Dear ${name},</p>`, ['html']],
    [`<a title="for ${name}" href="${url}">x</a>`, ['attribute', 'url']],
    [`<a href="https://example.com/?who=${name}">x</a>`, ['url-part']],
    [`<img src='${url}' alt='>${name}'>`, ['url', 'attribute']],
    [`<!--[if mso]><a href="${url}">${name}</a><![endif]-->`, ['url', 'html']],
    [`a < b and c > d ${name}`, ['html']],
    [`${name}${name}`, ['html', 'html']],
  ])('sees in %s the escaping that each place needs', (html, expected) => {
    expect(contexts(html)).toEqual(expected);
  });

  it.each([
    `<style>p { color: ${name} }</style>`,
    `<!-- ${name} -->`,
    `<p ${name}="1">x</p>`,
    `<p title=${name}>x</p>`,
    `<p style="color:${name}">x</p>`,
    `<p onclick="go('${name}')">x</p>`,
    `<title>${name}</title>`,
  ])('refuses %s', (html) => {
    expect(() => splitHtmlSlots(html, nonce)).toThrow(EmailError);
    expect(() => splitHtmlSlots(html, nonce)).toThrow('"name"');
  });

  it('leaves tokens of another nonce as the text they are', () => {
    const foreign = slotToken('ffffffffffff', 'name', '');
    expect(splitHtmlSlots(`<p>${foreign}</p>`, nonce)).toEqual([`<p>${foreign}</p>`]);
  });
});

describe('fillSlots', () => {
  const evil = `<script>alert("x")</script>&'`;

  it('escapes a value for the place it goes to', () => {
    const html = splitHtmlSlots(
      `<p title="${name}">${name}</p><a href="https://example.com/${name}">x</a>`,
      nonce,
    );
    const filled = fillSlots(html, { name: evil });
    expect(filled).not.toContain('<script>');
    expect(filled).toContain('<p title="&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;&#39;">');
    expect(filled).toContain('https://example.com/%3Cscript%3E');
  });

  it('lets no URL through that is not a link', () => {
    const html = splitHtmlSlots(`<a href="${slotToken(nonce, 'site', '')}">x</a>`, nonce);
    expect(fillSlots(html, { site: 'javascript:alert(1)' })).toBe('<a href="#">x</a>');
    expect(fillSlots(html, { site: 'https://example.com/?a=1&b=2' })).toBe(
      '<a href="https://example.com/?a=1&amp;b=2">x</a>',
    );
  });

  it('leaves plain text unescaped and falls back where a field is empty or unknown', () => {
    const text = splitTextSlots(`Dear ${name},`, nonce);
    expect(fillSlots(text, { name: 'Ada & Co <x>' })).toBe('Dear Ada & Co <x>,');
    expect(fillSlots(text, { name: '' })).toBe('Dear reader,');
    expect(fillSlots(text, {})).toBe('Dear reader,');
    expect(fillSlots(splitTextSlots(slotToken(nonce, 'constructor', '-'), nonce), {})).toBe('-');
  });
});
