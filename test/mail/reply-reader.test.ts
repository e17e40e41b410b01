import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replyReader } from '../../src/mail/reply-reader.ts';

const said =
  '220 relay.example\r\n250-one\r\n250-two\r\n250 three\r\n550-5.1.1 nobody\r\n550 5.1.1 here, grüße\r\n';

describe('replyReader', () => {
  it('puts replies together whatever pieces they come in', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: said.length }), { maxLength: 12 }), (cuts) => {
        const reader = replyReader();
        const places = [0, ...cuts.sort((a, b) => a - b), said.length];
        const replies = places.slice(1).flatMap((end, at) => reader.read(said.slice(places[at], end)) ?? []);
        expect(replies).toEqual([
          { code: 220, enhancedStatus: null, text: '220 relay.example' },
          { code: 250, enhancedStatus: null, text: '250-one\n250-two\n250 three' },
          { code: 550, enhancedStatus: '5.1.1', text: '550-5.1.1 nobody\n550 5.1.1 here, grüße' },
        ]);
      }),
    );
  });

  it('gives up on what is no reply, and on one that has no end', () => {
    expect(replyReader().read('HTTP/1.1 400 Bad Request\r\n')).toBeNull();
    expect(replyReader().read('\r\n')).toBeNull();
    expect(replyReader().read('2'.repeat(70_000))).toBeNull();
    expect(replyReader().read('250-and on\r\n'.repeat(7_000))).toBeNull();
  });
});
