import { expect, it } from 'vitest';
import { readList } from '../../src/audience/subscriber-csv.ts';

/** The reason why somebody with this cell in this column is not taken, or null where they are. */
async function reasonFor(column: string, cell: string): Promise<string | null> {
  const bytes = async function* () {
    yield Buffer.from(`email,${column},town\na@example.com,"${cell}",Ulm\n`);
  };
  const reasons: (string | null)[] = [];
  for await (const row of readList(bytes(), 'f.csv')) reasons.push(row.kind === 'fault' ? row.reason : null);
  expect(reasons).toHaveLength(1);
  return reasons[0] ?? null;
}

it.each([
  // listmonk, Kit, Keila, beehiiv, MailerLite, Campaign Monitor, Mailchimp's API
  ['status', 'blocklisted'],
  ['status', 'disabled'],
  ['state', 'cancelled'],
  ['state', 'complained'],
  ['Status', 'unreachable'],
  ['status', 'inactive'],
  ['status', 'pending'],
  ['status', 'junk'],
  ['State', 'Deleted'],
  ['status', 'cleaned'],
  ['subscription_status', 'unsubscribed'],
  ['STATUS', 'Unsubscribed (2024-03-01)'],
  ['status', 'false'],
  // Sendy
  ['Status', 'Marked as spam'],
  ['Status', 'Unconfirmed'],
  ['Status', 'Bounced'],
  // Buttondown
  ['subscriber_type', 'unactivated'],
  ['subscriber_type', 'removed'],
  ['unsubscription_date', '2024-03-13 00:03:09.183465+00:00'],
  // Google Groups
  ['Email status', 'Bouncing'],
  ['Email preference', 'No email'],
  // Ghost
  ['subscribed_to_emails', 'false'],
  ['subscribed', 'FALSE'],
  ['deleted_at', '2024-03-13T00:03:09Z'],
  // Mailchimp
  ['UNSUB_TIME', '2023-04-21 11:16:57'],
  ['CLEAN_TIME', '2023-04-21 11:16:57'],
  // Substack, Brevo, phpList
  ['email_disabled', 'true'],
  ['EMAIL_BLACKLISTED', 'Yes'],
  ['Is this subscriber confirmed', '0'],
  ['Is this subscriber blacklisted', '1'],
  ['Is this account disabled?', '1'],
  // By hand, and of all others
  ['unsubscribed_at', '2024-03-01'],
  ['Unsubscribed At', '2024-03-01'],
  ['opted out', 'x'],
  ['opt-out', 'yes'],
  ['hasOptedOut', 'true'],
  ['isUnsubscribed', '1'],
  ['do_not_mail', 'Y'],
  ['bounced', '3'],
  ['marketing_opt_in', 'no'],
  ['active', '0'],
  ['subscribed', ''],
  ['confirmed_at', ''],
])('a row with %s = %j is not taken, and says why and what to do', async (column, cell) => {
  const reason = await reasonFor(column, cell);
  expect(reason).toContain(`column "${column}" ${cell === '' ? 'is empty' : `says "${cell}"`}`);
  expect(reason).toMatch(/: take the row out, or rename the column if it means something else\.$/);
});

it.each([
  ['status', 'enabled'],
  ['status', 'active'],
  ['Status', 'Confirmed'],
  ['status', 'gold'],
  ['status', ''],
  ['state', 'New York'],
  ['state', 'NC'],
  ['subscriber_type', 'past_due'],
  ['subscribed', 'true'],
  ['subscribed', '2024-03-01'],
  ['subscribed_to_emails', 'TRUE'],
  ['confirmed', '1'],
  ['active', 'yes'],
  ['unsubscribed_at', ''],
  ['unsubscribed_at', 'NULL'],
  ['unsubscribed_at', '\\N'],
  ['unsubscribed_at', '0000-00-00 00:00:00'],
  ['deleted_at', ' '],
  ['email_disabled', 'false'],
  ['EMAIL_BLACKLISTED', 'No'],
  ['bounced', '0'],
  // They speak of money, of another medium or of something else.
  ['active_subscription', 'false'],
  ['SMS_BLACKLISTED', 'Yes'],
  ['expiry', '2020-01-01'],
  ['plan', 'cancelled'],
  ['activity', '0'],
  ['list', 'left'],
  ['city', 'unsubscribed'],
])('a row with %s = %j is taken', async (column, cell) => {
  expect(await reasonFor(column, cell)).toBeNull();
});
