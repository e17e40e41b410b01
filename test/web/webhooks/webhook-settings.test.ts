import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { readWebhookSettings } from '../../../src/web/webhooks/webhook-settings.ts';
import { environment, secret, sendGridKeys, setUp } from './webhook-call.ts';

function faultsOf(env: Record<string, string>): string[] {
  const faults: string[] = [];
  readWebhookSettings(env, faults);
  return faults;
}

it('configures nothing that is not set', () => {
  const { sources, faults } = setUp({ env: {} });
  expect([sources, faults]).toEqual([[], []]);
});

it('configures every provider', () => {
  const { sources, faults } = setUp({ env: environment });
  expect(faults).toEqual([]);
  expect(sources.map(({ provider }) => provider)).toEqual([
    'amazon-ses',
    'sendgrid',
    'mailgun',
    'postmark',
    'brevo',
    'sparkpost',
    'generic',
  ]);
});

it('takes several of each, and a key as PEM', () => {
  const faults: string[] = [];
  const pem = sendGridKeys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const settings = readWebhookSettings(
    {
      SES_TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:a, arn:aws:sns:us-east-1:123456789012:b',
      SENDGRID_WEBHOOK_KEY: `${environment.SENDGRID_WEBHOOK_KEY},${pem},`,
      BREVO_WEBHOOK_SECRET: `${secret} , another of sixteen`,
    },
    faults,
  );
  expect(faults).toEqual([]);
  expect(settings.amazonSes.map(({ host }) => host)).toEqual([
    'sns.eu-west-1.amazonaws.com',
    'sns.us-east-1.amazonaws.com',
  ]);
  expect(settings.sendgrid).toHaveLength(2);
  expect(settings.brevo).toEqual([secret, 'another of sixteen']);
});

it('says every fault, and quotes no secret', () => {
  const ed25519 = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' });
  const faults = faultsOf({
    SES_TOPIC_ARN: 'bounces',
    SENDGRID_WEBHOOK_KEY: `nonsense,${ed25519.toString('base64')}`,
    POSTMARK_WEBHOOK_SECRET: 'hunter2',
    PENNYPOST_WEBHOOK_SECRET: 'hunter2',
  });
  expect(faults).toEqual([
    expect.stringMatching(/^SES_TOPIC_ARN is not right: it must be the ARN of an SNS topic/),
    expect.stringMatching(/^SENDGRID_WEBHOOK_KEY is not right/),
    expect.stringMatching(/^SENDGRID_WEBHOOK_KEY is not right/),
    expect.stringMatching(/^POSTMARK_WEBHOOK_SECRET is not right.*16 characters/),
    expect.stringMatching(/^PENNYPOST_WEBHOOK_SECRET is not right/),
  ]);
  expect(faults.join()).not.toMatch(/hunter2|nonsense/);
});
