import { type KeyObject, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { certificateUrl, parseTopicArn } from '../../../src/web/webhooks/webhook-sns-signature.ts';
import { rsaKeys, selfSigned } from './self-signed.ts';
import { environment, now, setUp, topicArn } from './webhook-call.ts';

const host = 'sns.eu-west-1.amazonaws.com';
const certificateHref = `https://${host}/SimpleNotificationService-0123456789abcdef.pem`;
const keys = rsaKeys();
const other = rsaKeys();
const day = 86_400_000;
const certificate = selfSigned(keys, new Date(now.getTime() - day), new Date(now.getTime() + day));
const expired = selfSigned(keys, new Date(now.getTime() - 2 * day), new Date(now.getTime() - day));

const bounce = {
  eventType: 'Bounce',
  bounce: {
    feedbackId: 'f-1',
    bouncedRecipients: [
      { emailAddress: 'reader@reader.example', diagnosticCode: 'smtp; 550 5.1.1 no such user' },
    ],
  },
  mail: { source: 'b+a.2s.0tag@news.example', messageId: 'ses-1' },
};

/** What is signed of a message: https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html */
function signedText(message: Record<string, unknown>): string {
  const names =
    message['Type'] === 'Notification'
      ? ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']
      : ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
  return names.flatMap((name) => (name in message ? `${name}\n${message[name]}\n` : [])).join('');
}

function signed(fields: Record<string, unknown>, key: KeyObject = keys.privateKey): string {
  const message: Record<string, unknown> = {
    Type: 'Notification',
    MessageId: 'm-1',
    TopicArn: topicArn,
    Message: JSON.stringify(bounce),
    Timestamp: now.toISOString(),
    SignatureVersion: '2',
    SigningCertURL: certificateHref,
    ...fields,
  };
  const hash = message['SignatureVersion'] === '1' ? 'sha1' : 'sha256';
  const signature = sign(hash, Buffer.from(signedText(message)), key).toString('base64');
  return JSON.stringify({ ...message, Signature: signature });
}

const subscribeUrl = `https://${host}/?Action=ConfirmSubscription&TopicArn=${topicArn}&Token=t0ken`;
const confirmation = {
  Type: 'SubscriptionConfirmation',
  Message: 'You have chosen to subscribe',
  Token: 't0ken',
  SubscribeURL: subscribeUrl,
};
const amazon = (text = certificate) => setUp({ get: async () => text });

describe('a message of SNS', () => {
  it.each(['1', '2'])('signed with version %s tells what came back', async (SignatureVersion) => {
    const { post, events, fetched } = amazon();
    const body = signed({ SignatureVersion, Subject: 'Amazon SES Email Event Notification' });
    expect(await post('amazon-ses', body)).toBe(200);
    expect(await post('amazon-ses', body)).toBe(200);
    expect(events[0]).toMatchObject({
      provider: 'amazon-ses',
      eventId: 'f-1/reader@reader.example',
      returnPath: 'b+a.2s.0tag@news.example',
      result: { category: 'invalid_recipient' },
    });
    expect(events[1]).toEqual(events[0]);
    expect(fetched).toEqual([certificateHref]);
  });

  it('signed over SHA-1 is refused where the setting asks for more', async () => {
    const { post, events, said } = setUp({
      env: { ...environment, SES_SIGNATURE_VERSION: '2' },
      get: async () => certificate,
    });
    expect(await post('amazon-ses', signed({ SignatureVersion: '1' }))).toBe(401);
    expect(said[0]).toContain('SES_SIGNATURE_VERSION asks for 2');
    expect(events).toEqual([]);
    expect(await post('amazon-ses', signed({ SignatureVersion: '2' }))).toBe(200);
  });

  it('that is told again hours later is taken, since the intake knows its name', async () => {
    const { post, world } = amazon();
    world.at = new Date(now.getTime() + 20 * 3_600_000);
    expect(await post('amazon-ses', signed({}))).toBe(200);
  });

  it('of plain words is not asked for again', async () => {
    const { post, said } = amazon();
    const Message = 'Successfully validated SNS topic for Amazon SES event publishing.';
    expect(await post('amazon-ses', signed({ Message }))).toBe(200);
    expect(said[0]).toContain('nothing but words');
  });
});

describe('before anything is fetched', () => {
  it.each<[string, Record<string, unknown>, RegExp]>([
    ['a topic that is not ours', { TopicArn: 'arn:aws:sns:eu-west-1:123456789012:other' }, /topic/],
    ['no topic', { TopicArn: undefined }, /topic/],
    ['a topic of another type', { TopicArn: [topicArn] }, /topic/],
    ['a stale message', { Timestamp: new Date(now.getTime() - 2 * day).toISOString() }, /too old/],
    ['a message of the future', { Timestamp: new Date(now.getTime() + day).toISOString() }, /future/],
    ['no time', { Timestamp: 'now' }, /too old/],
    ...[
      'https://evil.example/a.pem',
      `http://${host}/a.pem`,
      `https://${host}.evil.example/a.pem`,
      `https://${host}@evil.example/a.pem`,
      `https://user@${host}/a.pem`,
      `https://${host}:8443/a.pem`,
      `https://evil.example/${host}/a.pem`,
      `https://evil.example\\@${host}/a.pem`,
      `https://evil.example#@${host}/a.pem`,
      'https://sns.us-east-1.amazonaws.com/a.pem',
      'https://sns.s3-eu-west-1.amazonaws.com/a.pem',
      'https://sns.s3.amazonaws.com/a.pem',
      `https://${host}.cn/a.pem`,
      `https://${host}/a.txt`,
      `https://${host}/?a.pem`,
      `https://${host}/a.pem?b=c`,
      'https://169.254.169.254/a.pem',
      'file:///etc/a.pem',
      'a.pem',
      '',
    ].map((url): [string, Record<string, unknown>, RegExp] => [url, { SigningCertURL: url }, /certificate/]),
  ])('refuses %s', async (_, fields, why) => {
    const { post, events, fetched, said } = amazon();
    expect(await post('amazon-ses', signed(fields))).toBe(401);
    expect(said[0]).toMatch(why);
    expect([events, fetched]).toEqual([[], []]);
  });

  it('refuses raw delivery, which nobody signs', async () => {
    const { post, fetched, said } = amazon();
    const body = JSON.stringify(bounce);
    expect(await post('amazon-ses', body, { 'x-amz-sns-rawdelivery': 'true' })).toBe(401);
    expect(await post('amazon-ses', body)).toBe(401);
    expect(said.join()).toMatch(
      /raw message delivery carries no signature.*raw message delivery must be off/,
    );
    expect(fetched).toEqual([]);
  });

  it('lets no address of anybody else through', () => {
    const topic = parseTopicArn(topicArn)!;
    const piece = fc.constantFrom(
      host,
      '@',
      '.',
      '/',
      '\\',
      ':',
      '?',
      '#',
      'evil.example',
      '%2e',
      '.pem',
      ' ',
      '\t',
    );
    const url = fc.array(piece, { maxLength: 8 }).map((pieces) => `https://${pieces.join('')}`);
    fc.assert(
      fc.property(url, (text) => {
        const taken = certificateUrl(text, topic);
        expect([undefined, `https://${host}`]).toContain(taken?.origin);
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('after the certificate is fetched', () => {
  it.each<[string, string]>([
    ['another key', signed({}, other.privateKey)],
    ['altered words', signed({}).replace('no such user', 'on such user')],
    ['a subject put in', signed({}).replace('{', '{"Subject":"x",')],
    ['another version', signed({}).replace('"SignatureVersion":"2"', '"SignatureVersion":"1"')],
    ['no version that we know', signed({}).replace('"SignatureVersion":"2"', '"SignatureVersion":"3"')],
    ['no signature', signed({}).replace(/"Signature":"[^"]*"/, '"Signature":""')],
  ])('refuses %s', async (_, body) => {
    const { post, events, said } = amazon();
    expect(await post('amazon-ses', body)).toBe(401);
    expect(said[0]).toContain('signature is not right');
    expect(events).toEqual([]);
  });

  it('refuses a certificate that has run out', async () => {
    expect(await amazon(expired).post('amazon-ses', signed({}))).toBe(401);
  });

  it('has SNS come again where there is no certificate, and asks for it again', async () => {
    let text = 'Service Unavailable';
    const { post, events, reports, fetched } = setUp({ get: async () => text });
    expect(await post('amazon-ses', signed({}))).toBe(503);
    text = certificate;
    expect(await post('amazon-ses', signed({}))).toBe(200);
    expect([events.length, reports.length, fetched.length]).toEqual([1, 1, 2]);
  });

  it('asks Amazon for few certificates at once, whatever is posted', async () => {
    let answer = (): void => undefined;
    const wait = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { post, fetched } = setUp({
      get: async () => {
        await wait;
        return certificate;
      },
    });
    const posts = Array.from({ length: 50 }, (_, index) =>
      post('amazon-ses', signed({ SigningCertURL: `https://${host}/${index}.pem` })),
    );
    await Promise.all(posts.slice(4));
    answer();
    expect(new Set(await Promise.all(posts.slice(0, 4)))).toEqual(new Set([200]));
    expect(fetched).toHaveLength(4);
  });
});

describe('a subscription', () => {
  const both = (url: URL) => Promise.resolve(url.pathname.endsWith('.pem') ? certificate : '<Confirmed/>');

  it('is confirmed for our topic, once its signature is right', async () => {
    const { post, fetched, said, events } = setUp({ get: both });
    expect(await post('amazon-ses', signed(confirmation))).toBe(200);
    expect(fetched).toEqual([certificateHref, subscribeUrl]);
    expect(said[0]).toContain('is confirmed');
    expect(events).toEqual([]);
  });

  it.each([
    'https://evil.example/?Action=ConfirmSubscription',
    `https://${host}/?Action=DeleteTopic&TopicArn=${topicArn}`,
    `https://${host}/?Action=ConfirmSubscription&TopicArn=arn:aws:sns:eu-west-1:1:other&Token=t`,
    `http://${host}/?Action=ConfirmSubscription&TopicArn=${topicArn}&Token=t`,
  ])('is not confirmed at %s, though it be signed', async (SubscribeURL) => {
    const { post, fetched } = setUp({ get: both });
    expect(await post('amazon-ses', signed({ ...confirmation, SubscribeURL }))).toBe(401);
    expect(fetched).toEqual([certificateHref]);
  });

  it('is not confirmed for another topic or another key', async () => {
    const { post, fetched } = setUp({ get: both });
    const TopicArn = 'arn:aws:sns:eu-west-1:999999999999:bounces';
    expect(await post('amazon-ses', signed({ ...confirmation, TopicArn }))).toBe(401);
    expect(await post('amazon-ses', signed(confirmation, other.privateKey))).toBe(401);
    expect(fetched).toEqual([certificateHref]);
  });

  it('that could not be confirmed is asked for again', async () => {
    const { post } = setUp({
      get: async (url) => (url.pathname.endsWith('.pem') ? certificate : Promise.reject(new Error('504'))),
    });
    expect(await post('amazon-ses', signed(confirmation))).toBe(503);
  });

  it('that was ended is told to whoever runs this, and not taken up again', async () => {
    const { post, fetched, said } = setUp({ get: both });
    expect(await post('amazon-ses', signed({ ...confirmation, Type: 'UnsubscribeConfirmation' }))).toBe(200);
    expect(fetched).toEqual([certificateHref]);
    expect(said[0]).toContain('nothing more will come');
  });
});

it('knows the host of a topic by its region and partition', () => {
  expect(parseTopicArn('arn:aws-cn:sns:cn-north-1:123456789012:a')?.host).toBe(
    'sns.cn-north-1.amazonaws.com.cn',
  );
  expect(parseTopicArn('arn:aws-us-gov:sns:us-gov-west-1:123456789012:a.fifo')?.host).toBe(
    'sns.us-gov-west-1.amazonaws.com',
  );
  for (const text of ['', 'bounces', 'arn:aws:sns:s3:123456789012:a', 'arn:aws:sqs:eu-west-1:123456789012:a'])
    expect(parseTopicArn(text), text).toBeNull();
});
