import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  basic,
  genericHeaders,
  hmac,
  mailgunBody,
  now,
  nowSeconds,
  secret,
  sendGridHeaders,
  setUp,
} from './webhook-call.ts';

const reader = 'reader@reader.example';
const noUser = '550 5.1.1 user unknown';
const secondsAgo = (seconds: number) => String(Number(nowSeconds) - seconds);
const dayAndMore = 24 * 3600 + 600;

/** One bounce in the form of each provider. */
const bodies = {
  sendgrid: JSON.stringify([{ event: 'bounce', email: reader, reason: noUser, sg_event_id: 'sg-1' }]),
  postmark: JSON.stringify({
    RecordType: 'Bounce',
    ID: 4,
    Type: 'HardBounce',
    Email: reader,
    Details: noUser,
  }),
  brevo: JSON.stringify({ event: 'hard_bounce', email: reader, 'message-id': '<b@x>', reason: noUser }),
  sparkpost: JSON.stringify([
    { msys: { message_event: { type: 'bounce', event_id: '9', rcpt_to: reader, raw_reason: noUser } } },
  ]),
  generic: JSON.stringify({ events: [{ id: '1', type: 'bounced', recipient: reader, reply: noUser }] }),
};
const failure = {
  id: 'mg-1',
  event: 'failed',
  severity: 'permanent',
  recipient: reader,
  'delivery-status': { code: 550, message: '5.1.1 user unknown' },
};

/** Each provider with the headers by which it shows who it is. */
const genuine: [string, string, Record<string, string>][] = [
  ['sendgrid', bodies.sendgrid, sendGridHeaders(bodies.sendgrid)],
  ['postmark', bodies.postmark, basic(secret)],
  ['brevo', bodies.brevo, { Authorization: `Bearer ${secret}` }],
  ['sparkpost', bodies.sparkpost, { 'X-Webhook-Secret': secret }],
  ['generic', bodies.generic, genericHeaders(bodies.generic)],
  ['mailgun', mailgunBody(failure), {}],
];

describe('large batches at once', () => {
  const batch = (provider: string) => ({
    url: `/webhooks/${provider}`,
    init: {
      method: 'POST',
      body: provider === 'postmark' ? bodies.postmark : bodies.brevo,
      headers: { ...basic(secret), 'Content-Length': String(32 * 1024 * 1024) },
    },
  });

  it('are told to come again where there is no room to read them, and nothing of them is lost', async () => {
    const { app, events, said } = setUp();
    const ask = async (provider: string) => {
      const { url, init } = batch(provider);
      return app.request(url, init);
    };
    const answers = await Promise.all(['postmark', 'postmark', 'postmark', 'brevo'].map(ask));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 503, 200]);
    expect(answers[2]?.headers.get('Retry-After')).toBe('60');
    expect(said).toEqual([expect.stringContaining('/webhooks/postmark have to come again')]);
    expect(events).toHaveLength(3);
    expect((await ask('postmark')).status).toBe(200);
  });

  it('leave room for calls of one event', async () => {
    const { app, post } = setUp();
    const { url, init } = batch('postmark');
    const large = [app.request(url, init), app.request(url, init)];
    const short = { ...basic(secret), 'Content-Length': String(bodies.postmark.length) };
    expect(await post('postmark', bodies.postmark, short)).toBe(200);
    await Promise.all(large);
  });
});

describe('a call of the provider itself', () => {
  it.each(genuine)('is recorded before it is answered: %s', async (provider, body, headers) => {
    const { post, events } = setUp();
    expect(await post(provider, body, headers)).toBe(200);
    expect(events).toMatchObject([
      { provider, result: { recipient: reader, category: 'invalid_recipient', kind: 'hard' } },
    ]);
  });

  it.each(genuine)('has to come again while the database is away: %s', async (provider, body, headers) => {
    const { app, post, events, reports, world } = setUp();
    world.isDatabaseAway = true;
    const response = await app.request(`/webhooks/${provider}`, { method: 'POST', body, headers });
    expect([response.status, response.headers.get('Retry-After')]).toEqual([503, '60']);
    expect(await response.text()).not.toContain('ECONNREFUSED');
    expect(reports).toHaveLength(1);
    world.isDatabaseAway = false;
    expect(await post(provider, body, headers)).toBe(200);
    expect(events).toHaveLength(1);
  });

  it.each(genuine)('has to come again while its key is not at hand: %s', async (provider, body, headers) => {
    const { post, said, world } = setUp();
    world.isKeyAway = true;
    expect(await post(provider, body, headers)).toBe(503);
    expect(said.at(-1)).toContain('by a key that this database does not know');
    world.isKeyAway = false;
    expect(await post(provider, body, headers)).toBe(200);
  });

  it.each(genuine)('names the same event when it is told twice: %s', async (provider, body, headers) => {
    const { post, events } = setUp();
    await post(provider, body, headers);
    expect(await post(provider, body, headers)).toBe(200);
    expect(events[0]?.eventId).toBeTruthy();
    expect(events[1]).toEqual(events[0]);
  });

  it('tells nobody who opened what', async () => {
    const { post, events } = setUp();
    const body = JSON.stringify([
      { event: 'open', email: reader },
      { event: 'click', email: reader },
    ]);
    expect(await post('sendgrid', body, sendGridHeaders(body))).toBe(200);
    expect(events).toEqual([]);
  });

  it.each(['', 'no JSON', '7', '"text"'])('that says %j is told so only in the log', async (body) => {
    const { post, events, said } = setUp();
    expect(await post('postmark', body, basic(secret))).toBe(200);
    expect(events).toEqual([]);
    expect(said.join()).toContain('no JSON');
  });

  it('about messages of somebody else is noted in the log', async () => {
    const { post, said } = setUp({ became: 'unmatched' });
    await post('postmark', bodies.postmark, basic(secret));
    expect(said.join()).toMatch(/^postmark told of messages that are none of ours\./);
  });
});

const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const signedForOther = sendGridHeaders(bodies.generic);
const hex = hmac(secret, `${nowSeconds}.${bodies.generic}`);

/** What is not the provider's own, and the reason in the log. */
const forged: [string, string, string, Record<string, string>, RegExp][] = [
  ['of nobody', 'sendgrid', bodies.sendgrid, {}, /not signed/],
  [
    'of another key',
    'sendgrid',
    bodies.sendgrid,
    sendGridHeaders(bodies.sendgrid, { key: stranger }),
    /not right/,
  ],
  ['that was altered', 'sendgrid', bodies.sendgrid, signedForOther, /not right/],
  [
    'of yesterday',
    'sendgrid',
    bodies.sendgrid,
    sendGridHeaders(bodies.sendgrid, { timestamp: secondsAgo(dayAndMore) }),
    /too old/,
  ],
  [
    'of tomorrow',
    'sendgrid',
    bodies.sendgrid,
    sendGridHeaders(bodies.sendgrid, { timestamp: secondsAgo(-dayAndMore) }),
    /of the future/,
  ],
  [
    'of no time',
    'sendgrid',
    bodies.sendgrid,
    sendGridHeaders(bodies.sendgrid, { timestamp: `${nowSeconds} ` }),
    /too old|not right/,
  ],
  [
    'with another time than was signed',
    'sendgrid',
    bodies.sendgrid,
    { ...sendGridHeaders(bodies.sendgrid), 'X-Twilio-Email-Event-Webhook-Timestamp': secondsAgo(1) },
    /not right/,
  ],
  ['of nobody', 'postmark', bodies.postmark, {}, /neither/],
  ['of another secret', 'postmark', bodies.postmark, basic(`${secret}!`), /not ours/],
  [
    'with the secret as a user',
    'brevo',
    bodies.brevo,
    { Authorization: `Basic ${btoa(secret)}` },
    /not ours/,
  ],
  [
    'with half the secret',
    'brevo',
    bodies.brevo,
    { Authorization: `Bearer ${secret.slice(0, -1)}` },
    /not ours/,
  ],
  ['with no secret', 'sparkpost', bodies.sparkpost, { 'X-Webhook-Secret': '' }, /not ours/],
  ['of nobody', 'generic', bodies.generic, {}, /no X-Pennypost-Signature/],
  [
    'of another key',
    'generic',
    bodies.generic,
    genericHeaders(bodies.generic, { key: 'other' }),
    /not right/,
  ],
  ['that was altered', 'generic', bodies.generic, genericHeaders(bodies.sendgrid), /not right/],
  [
    'of ten minutes ago',
    'generic',
    bodies.generic,
    genericHeaders(bodies.generic, { timestamp: secondsAgo(600) }),
    /older than five minutes/,
  ],
  [
    'with a newer time than was signed',
    'generic',
    bodies.generic,
    { 'X-Pennypost-Signature': `t=${secondsAgo(1)},v1=${hex}` },
    /not right/,
  ],
  ['of nobody', 'mailgun', JSON.stringify({ 'event-data': failure }), {}, /not right/],
  ['of another key', 'mailgun', mailgunBody(failure, { key: 'other' }), {}, /not right/],
  ['of ten minutes ago', 'mailgun', mailgunBody(failure, { timestamp: secondsAgo(600) }), {}, /older/],
  ['as a form', 'mailgun', 'timestamp=1&token=2&signature=3', {}, /not right/],
];

describe('a call', () => {
  it.each(forged)(
    '%s to %s is refused, and only the log knows why',
    async (_, provider, body, headers, why) => {
      const { app, events, said } = setUp();
      const response = await app.request(`/webhooks/${provider}`, { method: 'POST', body, headers });
      expect([response.status, await response.text()]).toEqual([401, 'Unauthorized.\n']);
      expect(events).toEqual([]);
      expect(said).toHaveLength(1);
      expect(said[0]).toMatch(why);
      expect(said[0]).not.toContain(reader);
    },
  );

  it('of Mailgun cannot lend its token to another event', async () => {
    const { post, events, said, world } = setUp();
    expect(await post('mailgun', mailgunBody(failure))).toBe(200);
    expect(await post('mailgun', mailgunBody({ ...failure, recipient: 'other@reader.example' }))).toBe(401);
    expect(said[0]).toMatch(/token came with another event/);
    world.at = new Date(now.getTime() + 299_000);
    expect(await post('mailgun', mailgunBody({ ...failure, id: 'mg-2' }))).toBe(401);
    expect(events).toHaveLength(1);
  });

  it('may be signed with the secret before this one', async () => {
    const { post } = setUp({ env: { PENNYPOST_WEBHOOK_SECRET: `the newest of the secrets, ${secret}` } });
    expect(await post('generic', bodies.generic, genericHeaders(bodies.generic))).toBe(200);
  });

  it('to an unknown or unconfigured provider finds nothing', async () => {
    const { app, post } = setUp({ env: { POSTMARK_WEBHOOK_SECRET: secret } });
    for (const provider of ['sendgrid', 'amazon-ses', 'postmark/x', 'constructor', '__proto__', ''])
      expect(await post(provider, bodies.sendgrid, sendGridHeaders(bodies.sendgrid)), provider).toBe(404);
    expect((await app.request('/webhooks/postmark')).status).toBe(405);
  });

  it('that is too large is not read to its end, nor at all without the secret', async () => {
    const { app, post } = setUp();
    const large = 'x'.repeat(33 * 1024 * 1024);
    expect(await post('postmark', large, basic(secret))).toBe(413);
    expect(await post('mailgun', large)).toBe(413);
    const untouched = new Request('http://localhost/webhooks/postmark', {
      method: 'POST',
      body: bodies.postmark,
      headers: basic('guess'),
    });
    expect((await app.request(untouched)).status).toBe(401);
    expect(untouched.bodyUsed).toBe(false);
  });
});

it('never records what somebody made up, whatever it is, and never fails', async () => {
  const { post, events, reports } = setUp();
  const provider = fc.constantFrom('amazon-ses', ...genuine.map(([name]) => name));
  const header = fc.string({
    unit: fc.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code)),
  });
  const body = fc.oneof(fc.string(), fc.json(), fc.constantFrom(...Object.values(bodies)));
  await fc.assert(
    fc.asyncProperty(provider, body, header, header, async (name, text, one, other) => {
      const status = await post(name, text, {
        Authorization: one,
        'X-Webhook-Secret': other,
        'X-Pennypost-Signature': `t=${nowSeconds},v1=${one}`,
        'X-Twilio-Email-Event-Webhook-Timestamp': nowSeconds,
        'X-Twilio-Email-Event-Webhook-Signature': other,
      });
      expect(status).toBe(401);
    }),
    { numRuns: 500 },
  );
  expect(events).toEqual([]);
  expect(reports).toEqual([]);
});

it('holds every bit of a signed call to be signed', async () => {
  const { post, events } = setUp();
  for (const [provider, body, headers] of [genuine[0]!, genuine[4]!]) {
    await fc.assert(
      fc.asyncProperty(fc.nat(body.length - 1), fc.integer({ min: 1, max: 94 }), async (at, by) => {
        const code = 33 + ((body.charCodeAt(at) - 33 + by) % 94);
        const other = body.slice(0, at) + String.fromCharCode(code) + body.slice(at + 1);
        fc.pre(other !== body);
        expect(await post(provider, other, headers)).toBe(401);
      }),
    );
  }
  expect(events).toEqual([]);
});
