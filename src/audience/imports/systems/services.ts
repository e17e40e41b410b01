import { fileStateOf } from '../file-state.ts';
import type { WordMeaning } from '../state-words.ts';
import { type MoveSystem, roleTable, wordTable } from './move-system.ts';

const field = { kind: 'field' } as const;
const status = { kind: 'status', isWeak: false } as const;

const buttondown: MoveSystem = {
  name: 'buttondown',
  exports: 'Subscribers → Export, of all of them and not only of the active ones.',
  profileOf: () => ({
    words: wordTable({
      mail: 'regular premium gifted trialed churning pastdue paused upcoming churned unpaid',
      unconfirmed: 'unactivated',
      left: 'unsubscribed',
      'hard-bounce': 'undeliverable',
      complaint: 'complained',
      manual: 'blocked removed',
    }),
    role: roleTable({ type: status, creationdate: { kind: 'consent', what: 'created' } }),
  }),
  missing: () => [],
};

/** A file for each state, whose name alone tells which. */
const mailchimp: MoveSystem = {
  name: 'mailchimp',
  exports: 'Audience → Export, unpacked: all four files of the archive.',
  profileOf: (path) => ({
    fileState: fileStateOf(path),
    fileStates: 'needed',
    role: roleTable({
      memberrating: field,
      lastchanged: field,
      unsubcampaigntitle: field,
      cleancampaigntitle: field,
    }),
  }),
  missing: missingStates(
    { left: 'unsubscribed_members_export_….csv', 'hard-bounce': 'cleaned_members_export_….csv' },
    'In Mailchimp: Audience → Export gives an archive with a file for each state.',
  ),
};

const mailerlite: MoveSystem = {
  name: 'mailerlite',
  exports: 'An export of each tab: active, unsubscribed, unconfirmed, bounced, junk.',
  profileOf: (path) => ({
    fileState: fileStateOf(path),
    fileStates: 'needed',
    role: roleTable({ subscribed: { kind: 'consent', what: 'opt-in-time' }, groups: { kind: 'tags' } }),
  }),
  missing: missingStates(
    { left: 'unsubscribed.csv', 'hard-bounce': 'bounced.csv' },
    'In MailerLite: Subscribers, then the tabs Unsubscribed, Bounced and Junk, each with its own export.',
  ),
};

const campaignmonitor: MoveSystem = {
  name: 'campaignmonitor',
  exports: 'An export of each state of the list, and the suppression list of the client.',
  profileOf: (path) => ({ fileState: fileStateOf(path), fileStates: 'needed' }),
  missing: missingStates(
    { left: 'unsubscribed.csv', 'hard-bounce': 'bounced.csv' },
    'In Campaign Monitor: each list shows Unsubscribed, Bounced and Deleted, each with its own export; the suppression list is the client’s.',
  ),
};

const sendy: MoveSystem = {
  name: 'sendy',
  exports: 'The export of the whole list, <list>-all.csv, which has every state.',
  profileOf: (path) => ({ fileState: fileStateOf(path), fileStates: 'always' }),
  missing: (paths) =>
    paths.some((path) => /-all\b/.test(path))
      ? []
      : missingStates(
          { left: '<list>-unsubscribed.csv', 'hard-bounce': '<list>-bounced.csv' },
          'In Sendy: export the list as a whole, <list>-all.csv.',
        )(paths),
};

const substack: MoveSystem = {
  name: 'substack',
  exports: 'Settings → Exports, unpacked: email_list.<name>.csv.',
  profileOf: () => ({
    role: roleTable({
      emaildisabled: { kind: 'flag', yes: 'left', no: 'mail', isWeak: false },
      activesubscription: field,
      type: field,
      subscriptiontype: field,
      plan: field,
      expiry: field,
      canceldate: field,
      activity: field,
      startdate: { kind: 'consent', what: 'opt-in-time' },
      subscriptiondate: { kind: 'consent', what: 'opt-in-time' },
    }),
    judge: (_, __, address) => (address.endsWith('@deletion-request.substack.com') ? 'manual' : null),
  }),
  missing: (paths) =>
    paths.some((path) => /email_list/.test(path))
      ? [
          'Substack may leave out who unsubscribed altogether: compare the number of rows with the number of subscribers that it shows.',
        ]
      : [
          'Only email_list.<name>.csv of Settings → Exports says who wants no mail (email_disabled): fetch it before the first send.',
        ],
};

const beehiiv: MoveSystem = {
  name: 'beehiiv',
  exports: 'A full export of all subscribers, not of a segment.',
  profileOf: () => ({
    words: wordTable({
      mail: 'active',
      left: 'inactive',
      unconfirmed: 'pending validating needsattention',
      'hard-bounce': 'invalid',
    }),
    role: roleTable({ tier: field }),
  }),
  missing: () => [
    'An export of beehiiv may be of one segment: make sure that it holds those who are inactive, who left.',
  ],
};

const kit: MoveSystem = {
  name: 'kit',
  exports: 'Subscribers with the filter for every state, then Bulk actions → Export.',
  profileOf: (path) => ({
    words: wordTable({
      mail: 'active confirmed cold',
      unconfirmed: 'inactive unconfirmed',
      left: 'cancelled canceled',
      'hard-bounce': 'bounced',
      complaint: 'complained',
    }),
    role: roleTable({ state: status }),
    fileState: fileStateOf(path),
  }),
  missing: (paths) =>
    paths.some((path) => isNegative(fileStateOf(path)))
      ? []
      : [
          'Kit shows and exports Confirmed only, unless the filter says another state: fetch Cancelled, Bounced and Complained as well before the first send, if they are not in these files.',
        ],
};

const brevo: MoveSystem = {
  name: 'brevo',
  exports: 'Contacts → Export of all contacts, with the blocklisted ones.',
  profileOf: () => ({
    role: roleTable({
      doubleoptin: { kind: 'flag', yes: 'confirmed', no: null, isWeak: false },
      sms: field,
      smsblacklisted: field,
    }),
  }),
  missing: () => [
    'The block list of Brevo does not say who left and who bounced: they are all suppressed by hand here.',
  ],
};

/** @param needed by the states that must be there, what to call the file */
function missingStates(
  needed: Partial<Record<WordMeaning, string>>,
  where: string,
): (paths: readonly string[]) => readonly string[] {
  return (paths) => {
    const states = new Set(paths.map(fileStateOf));
    const missing = (Object.entries(needed) as [WordMeaning, string][])
      .filter(([state]) => !states.has(state))
      .map(([, name]) => name);
    return missing.length === 0
      ? []
      : [
          `Who left or bounced is in other files than these: fetch ${missing.join(' and ')} before the first send. ${where}`,
        ];
  };
}

function isNegative(state: WordMeaning | null): boolean {
  return state !== null && state !== 'mail' && state !== 'unconfirmed';
}

export const services: readonly MoveSystem[] = [
  buttondown,
  mailchimp,
  mailerlite,
  campaignmonitor,
  sendy,
  substack,
  beehiiv,
  kit,
  brevo,
];
