import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readAmazonSes } from '../../../src/feedback/webhooks/amazon-ses.ts';
import { readBrevo } from '../../../src/feedback/webhooks/brevo.ts';
import type { WebhookReader } from '../../../src/feedback/webhooks/event.ts';
import { readGeneric } from '../../../src/feedback/webhooks/generic.ts';
import { readMailgun } from '../../../src/feedback/webhooks/mailgun.ts';
import { readPostmark } from '../../../src/feedback/webhooks/postmark.ts';
import { readWebhook } from '../../../src/feedback/webhooks/read-webhook.ts';
import { readSendGrid } from '../../../src/feedback/webhooks/sendgrid.ts';
import { readSparkPost } from '../../../src/feedback/webhooks/sparkpost.ts';

const receivedAt = new Date('2026-03-01T12:00:00Z');
const readers: readonly WebhookReader[] = [
  readAmazonSes,
  readBrevo,
  readGeneric,
  readMailgun,
  readPostmark,
  readSendGrid,
  readSparkPost,
];

/** Every name that a reader looks for, so that what is made up gets far into it. */
const names = (
  'Type Message notificationType eventType bounce complaint delivery deliveryDelay reject mail headers commonHeaders ' +
  'bouncedRecipients complainedRecipients delayedRecipients destination recipients bounceType bounceSubType feedbackId ' +
  'emailAddress diagnosticCode status action timestamp source messageId name value email event reason response ' +
  'bounce_classification smtp-id sg_event_id created RecordType ID Details Email Recipient Metadata BouncedAt pennypost ' +
  'event-data message user-variables envelope sender delivery-status code severity recipient id message-id ts_epoch ' +
  'ts_event X-Mailin-custom msys message_event type bounce_class rcpt_meta rcpt_to raw_reason msg_from events reply at'
).split(' ');
const words = [
  'bounce',
  'Bounce',
  'failed',
  'hard_bounce',
  'Notification',
  'Complaint',
  'Delivery',
  'constructor',
];

const leaf = fc.oneof(
  fc.constantFrom<unknown>(
    ...words,
    null,
    true,
    '',
    '\0',
    '2026-03-01',
    '550 5.1.1 no such user',
    '__proto__',
  ),
  fc.double(),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names, '__proto__'), tie('tree'), { maxKeys: 6 }),
  ),
}));

it('is read whatever it is, and says nothing that a database would refuse', () => {
  let found = 0;
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), tree, { minKeys: 8, maxKeys: 16 }), (payload) => {
      for (const read of readers)
        for (const event of read(payload, receivedAt)) {
          found += 1;
          expect(event.eventId).toMatch(/^[^\0]{1,200}$/);
          expect(JSON.stringify(event)).not.toContain('\\u0000');
          expect(event.at.getTime()).toBeGreaterThanOrEqual(0);
          expect(event.at.getTime()).toBeLessThanOrEqual(receivedAt.getTime());
        }
      expect(readWebhook(JSON.stringify(payload) ?? '')?.results.length ?? 1).toBeGreaterThan(0);
    }),
    { numRuns: 1_000 },
  );
  expect(found).toBeGreaterThan(200);
});

it('bears what is nested deeper than a stack', () => {
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  const payload: unknown = JSON.parse(
    `{"email":"a@b.example","event":"bounce","x":${deep},"reason":${deep}}`,
  );
  for (const read of readers) expect(() => read(payload, receivedAt)).not.toThrow();
  expect(readWebhook(deep)).toMatchObject({ category: 'not_feedback' });
});

it('keeps a name of any length and form apart from every other', () => {
  const event = (id: string) => readGeneric({ events: [{ id, type: 'bounced' }] }, receivedAt)[0]?.eventId;
  const long = 'x'.repeat(300);
  expect(event(`${long}1`)).not.toBe(event(`${long}2`));
  expect(event(`${long}1`)).toBe(event(`${long}1`));
});
