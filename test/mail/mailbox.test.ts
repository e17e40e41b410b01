import { describe, expect, test } from 'vitest';
import { parseMailbox } from '../../src/mail/mailbox.ts';

describe('a mailbox', () => {
  test.each([
    ['a@b.example', '', 'a@b.example'],
    [' Ann  <a@b.example> ', 'Ann', 'a@b.example'],
    ['"Ann, of <B>" <a@b.example>', 'Ann, of <B>', 'a@b.example'],
    ['<a@b.example>', '', 'a@b.example'],
  ])('%j', (text, name, address) => {
    expect(parseMailbox(text)).toEqual({ ok: true, mailbox: { name, address } });
  });

  test.each(['Ann <a@b.example', 'Ann <a@b.example> x', 'Ann <a> b@c.example>', '<>', ''])(
    '%j is none',
    (text) => {
      expect(parseMailbox(text)).toMatchObject({ ok: false });
    },
  );

  test('is no longer than a line of a header', () => {
    expect(parseMailbox(`${'a'.repeat(985)} <a@b.example>`)).toEqual({
      ok: false,
      problem: 'it is 999 characters long, and a line of a header holds 998',
    });
    expect(parseMailbox(`${'a'.repeat(984)} <a@b.example>`)).toMatchObject({ ok: true });
  });

  test.each([' ', '<', '<a>', 'é'])('of a million times %j is refused, and soon', (unit) => {
    expect(parseMailbox(`a@b.${unit.repeat(1_000_000)}`)).toMatchObject({ ok: false });
  });
});
