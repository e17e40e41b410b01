import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDeliveryTag, type TagKeys, verifyDeliveryTag } from '../../src/mail/delivery-tag.ts';
import { findDeliveryTags, readMessageId, readReturnPath } from '../../src/mail/find-delivery-tag.ts';
import { isReturnPath, messageId, returnPath, returnPathTag } from '../../src/mail/return-path.ts';
import { formatSerialTag } from '../../src/mail/serial-tag.ts';
import type { SigningKey } from '../../src/mail/signed-name.ts';

const ring = (...[signing, ...others]: readonly [SigningKey, ...SigningKey[]]) => ({
  signing,
  keys: [signing, ...others],
});
const path = { id: 'abc123', key: Buffer.alloc(32, 7) };
const id = { id: 'abc123', key: Buffer.alloc(32, 8) };
const serial = { id: '0', key: Buffer.alloc(32, 9) };
const keys: TagKeys = { returnPath: ring(path), messageId: ring(id), serial: ring(serial) };
const name = { send: '0123456789ab', subscriber: 'c3a1f0de-1111-4222-8333-944455556666' };
const names = fc.record({ send: fc.stringMatching(/^[\da-f]{12}$/), subscriber: fc.uuid() });
const ours = { kind: 'ours', name: { kind: 'random', ...name } };

describe('delivery tags', () => {
  it('come back in any case, and fit a local part', () => {
    fc.assert(
      fc.property(names, (named) => {
        const text = formatDeliveryTag(named, path);
        expect(text).toMatch(/^[a-z2-7]{56}$/);
        const expected = { kind: 'ours', name: { kind: 'random', ...named } };
        expect(verifyDeliveryTag(text, keys, 'return path')).toEqual(expected);
        expect(verifyDeliveryTag(text.toUpperCase(), keys, 'return path')).toEqual(expected);
        expect(returnPath(text, 'example.com').split('@')[0]?.length).toBeLessThanOrEqual(64);
        expect(isReturnPath(returnPath(text, 'example.com'))).toBe(true);
      }),
    );
  });

  it('are refused when any character is changed, cut off or added', () => {
    const text = formatDeliveryTag(name, path);
    for (let at = 0; at < text.length; at += 1) {
      const changed = text.slice(0, at) + (text[at] === 'a' ? 'b' : 'a') + text.slice(at + 1);
      expect(verifyDeliveryTag(changed, keys, 'return path').kind).not.toBe('ours');
      expect(verifyDeliveryTag(text.slice(0, at), keys, 'return path')).toEqual({ kind: 'none' });
    }
    expect(verifyDeliveryTag(`${text}a`, keys, 'return path')).toEqual({ kind: 'none' });
  });

  it('of a return path and of a Message-ID are nothing for each other', () => {
    expect(verifyDeliveryTag(formatDeliveryTag(name, id), keys, 'return path')).toEqual({ kind: 'forged' });
    expect(verifyDeliveryTag(formatDeliveryTag(name, path), keys, 'Message-ID')).toEqual({
      kind: 'forged',
    });
    const copied = `b+${formatDeliveryTag(name, id)}@bounces.example`;
    expect(readReturnPath(copied, keys)).toEqual({ kind: 'forged' });
    expect(readMessageId(messageId(formatDeliveryTag(name, path), 'example'), keys).kind).toBe('forged');
  });

  it('of an unknown key are told from those that are forged', () => {
    const foreign = formatDeliveryTag(name, { id: 'abc124', key: path.key });
    const forged = formatDeliveryTag(name, { id: 'abc123', key: Buffer.alloc(32, 1) });
    expect(verifyDeliveryTag(foreign, keys, 'return path')).toEqual({ kind: 'unknown key' });
    expect(verifyDeliveryTag(forged, keys, 'return path')).toEqual({ kind: 'forged' });
    expect(findDeliveryTags(`<b+${forged}@x> <b+${foreign}@x>`, keys, ['return path'])).toEqual({
      deliveries: [],
      doubt: 'unknown key',
    });
    expect(findDeliveryTags(`<b+${forged}@x>`, keys, ['return path']).doubt).toBe('forged');
    expect(findDeliveryTags('nobody@example.com', keys, ['return path']).doubt).toBeNull();
  });

  it('are signed by earlier keys too', () => {
    const older = { id: '777777', key: Buffer.alloc(32, 5) };
    const rotated = { ...keys, returnPath: ring(path, older) };
    expect(verifyDeliveryTag(formatDeliveryTag(name, older), rotated, 'return path')).toEqual(ours);
  });

  it('are found anywhere in a text, each delivery once, whatever was done to the address', () => {
    const tag = formatDeliveryTag(name, path);
    const text = `prvs=12=b+${tag}@x.example SRS0=a=b=c=b+${tag.toUpperCase()}@y <${formatDeliveryTag(name, id)}@z>`;
    const found = findDeliveryTags(text, keys, ['return path', 'Message-ID']);
    expect(found).toEqual({ deliveries: [ours.name], doubt: null });
    expect(findDeliveryTags(`b+a${tag}@x ${tag}@x`, keys, ['return path']).deliveries).toEqual([]);
  });

  it('with serial numbers are the same for both', () => {
    const tag = formatSerialTag({ send: 7, subscriber: 42 }, serial);
    const named = { kind: 'ours', name: { kind: 'serial', send: 7, subscriber: 42 } };
    expect(readReturnPath(`<b+${tag}@x.example>`, keys)).toEqual(named);
    expect(readMessageId(`<${tag}@x.example>`, keys)).toEqual(named);
    expect(findDeliveryTags(`<${tag}@x>`, keys, ['Message-ID']).deliveries).toEqual([named.name]);
  });
});

describe('the tag of a return path', () => {
  it('is read in any case, and in its own domain only', () => {
    const tag = formatDeliveryTag(name, path);
    const address = returnPath(tag, 'bounces.example');
    expect(returnPathTag(address, 'bounces.example')).toBe(tag);
    expect(returnPathTag(address.toUpperCase(), 'bounces.example')).toBe(tag);
    expect(returnPathTag(address, 'example')).toBeNull();
    expect(returnPathTag(`${address}.evil.example`, 'bounces.example')).toBeNull();
    for (const other of [
      '',
      '@',
      'b+@bounces.example',
      'postmaster',
      'c+x@bounces.example',
      '"b+x"@bounces.example',
    ])
      expect(returnPathTag(other, 'bounces.example')).toBeNull();
  });
});
