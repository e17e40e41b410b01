import type { KeyObject } from 'node:crypto';
import { parseSendGridKey } from './webhook-sendgrid-signature.ts';
import { parseTopicArn, type SignatureVersion, type SnsTopic } from './webhook-sns-signature.ts';

/** By what each provider shows who it is; an empty list where its webhook is not configured. */
export interface WebhookSettings {
  readonly amazonSes: readonly SnsTopic[];
  /** The oldest signature of SNS that is believed. */
  readonly amazonSesSignature: SignatureVersion;
  readonly sendgrid: readonly KeyObject[];
  readonly mailgun: readonly string[];
  readonly postmark: readonly string[];
  readonly brevo: readonly string[];
  readonly sparkpost: readonly string[];
  readonly generic: readonly string[];
}

const minSecretLength = 16;

/**
 * The settings of webhooks, all of them from the environment since all but a topic are secrets. Each may hold several
 * with commas between, so that one can be replaced while calls with the other are still under way. What is wrong is
 * added to the faults, without the value.
 */
export function readWebhookSettings(
  env: Readonly<Record<string, string | undefined>>,
  faults: string[],
): WebhookSettings {
  const values = (name: string) => (env[name] ?? '').split(',').flatMap((value) => value.trim() || []);
  const parsed = <Value>(name: string, parse: (text: string) => Value | null, wanted: string): Value[] =>
    values(name).flatMap((text) => {
      const value = parse(text);
      if (value === null) faults.push(`${name} is not right: ${wanted}.`);
      return value ?? [];
    });
  const secrets = (name: string) =>
    parsed(
      name,
      (text) => (text.length >= minSecretLength ? text : null),
      `a secret must have ${minSecretLength} characters at least, since whoever guesses it can end subscriptions. ` +
        'Make one with `openssl rand -hex 24`',
    );
  return {
    amazonSes: parsed(
      'SES_TOPIC_ARN',
      parseTopicArn,
      'it must be the ARN of an SNS topic, as arn:aws:sns:eu-west-1:123456789012:bounces',
    ),
    amazonSesSignature:
      parsed(
        'SES_SIGNATURE_VERSION',
        (text): SignatureVersion | null => (text === '1' || text === '2' ? text : null),
        'it must be 2 or 1',
      )[0] ?? '1',
    sendgrid: parsed(
      'SENDGRID_WEBHOOK_KEY',
      parseSendGridKey,
      "it must be the verification key of SendGrid's signed event webhook, which begins with MFkwEwYHKoZIzj0C",
    ),
    mailgun: secrets('MAILGUN_WEBHOOK_KEY'),
    postmark: secrets('POSTMARK_WEBHOOK_SECRET'),
    brevo: secrets('BREVO_WEBHOOK_SECRET'),
    sparkpost: secrets('SPARKPOST_WEBHOOK_SECRET'),
    generic: secrets('PENNYPOST_WEBHOOK_SECRET'),
  };
}
