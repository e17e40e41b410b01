import { afterEach, describe, expect, it } from 'vitest';
import { ownPaceStore } from '../../src/delivery/pace/pace-store-sql.ts';
import type { Relay } from '../../src/delivery/relay/relay.ts';
import { parseRelayUrl } from '../../src/delivery/relay/relay-url.ts';
import { relaySet } from '../../src/delivery/relay-set.ts';
import { checkRelay, smtpTransport } from '../../src/delivery/smtp/transport-smtp.ts';
import type { EmailAddress } from '../../src/mail/address.ts';
import { readRefusal } from '../../src/sending/worker/read-refusal.ts';
import { type RelayScript, scriptedRelay } from './scripted-relay.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function start(
  script: RelayScript,
  url = (port: number) => `smtp://127.0.0.1:${port}`,
): Promise<Relay> {
  const relay = await scriptedRelay(script);
  open.push(relay.close);
  const parsed = parseRelayUrl(url(relay.port));
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.relay;
}

/** Why the send is paused, after so many recipients at as many domains; null where it is not. */
async function fault(relay: Relay, recipients: number): Promise<string | null> {
  const set = relaySet([{ relay, transport: smtpTransport(relay, 1) }], readRefusal, {
    store: ownPaceStore(),
    now: () => new Date(),
    rest: async () => true,
    onTrouble: () => undefined,
  });
  open.push(set.close);
  const returnPath = 'b+tag@bounces.lamplighter.example' as EmailAddress;
  const message = [Buffer.from('Subject: x\r\n\r\nx\r\n')];
  for (let n = 0; n < recipients; n += 1) {
    const recipient = `reader${n}@d${n}.example` as EmailAddress;
    const whose = { send: 1, refusedBefore: null };
    const carried = await set.carry(whose, { returnPath, recipient }, message, async () => true);
    if (carried.fault !== null) return carried.fault;
  }
  return null;
}

const offering = '250-relay.example\n250-PIPELINING\n250 AUTH PLAIN LOGIN';
const givesNone = /^The relay \S+ wants a login, and SMTP_URL has no user and no password: give it those/;

/** Each in the words that the server itself used, tried with it. */
describe('the words of a server are taken as they are meant', () => {
  it.each<[string, RelayScript, number, RegExp]>([
    [
      'Postfix, of no login',
      { ehlo: offering, rcpt: '454 4.7.1 <a@d.example>: Relay access denied' },
      1,
      givesNone,
    ],
    [
      'Postfix, of an address that has an owner',
      { ehlo: offering, rcpt: '553 5.7.1 <b@l.example>: Sender address rejected: not logged in' },
      1,
      givesNone,
    ],
    ['Dovecot, of no login', { ehlo: offering, mail: '530 5.7.0 Authentication required.' }, 1, givesNone],
    [
      'chasquid, of no login',
      { ehlo: offering, mail: '550 5.7.9 Mail to submission port must be authenticated' },
      1,
      givesNone,
    ],
    [
      'OpenSMTPD, of no login where it offers none before STARTTLS',
      { mail: '530 5.5.1 Invalid command: Must issue an AUTH command first' },
      1,
      /no user and no password: give it those \(it offers none so far: many do only after STARTTLS/,
    ],
    [
      'Exim, of no login',
      { ehlo: offering, rcpt: '550 relay not permitted' },
      5,
      /^The relay \S+ offers a login, and SMTP_URL has no user and no password: give it those first\. .*relay not permitted$/,
    ],
    [
      'Postfix, of no TLS',
      { mail: '530 5.7.0 Must issue a STARTTLS command first' },
      1,
      /^The relay \S+ takes nothing before STARTTLS: leave tls=none out of SMTP_URL/,
    ],
    [
      'OpenSMTPD, of no TLS',
      { mail: '530 5.5.1 Invalid command: Must issue a STARTTLS command first' },
      1,
      /^The relay \S+ takes nothing before STARTTLS/,
    ],
    [
      'Postfix, of another sender than the login',
      {
        rcpt: '553 5.7.1 <b+tag@bounces.lamplighter.example>: Sender address rejected: not owned by user letters',
      },
      1,
      /its own address only: set that address as returnPath in pennypost\.yaml/,
    ],
    [
      'Exchange, of another sender than the login',
      { dot: '550 5.7.60 SMTP; Client does not have permissions to send as this sender' },
      1,
      /its own address only: set that address as returnPath in pennypost\.yaml/,
    ],
    [
      'whoever says no more than the status of a bad sender',
      { rcpt: '501 5.1.7 Bad sender address' },
      1,
      /refuses our return path: .* that address as returnPath, then send again/,
    ],
  ])('%s', async (_, script, recipients, words) => {
    expect(await fault(await start(script), recipients)).toMatch(words);
  });

  it.each<[string, RelayScript]>([
    ['Postfix, of its rate', { rcpt: '450 4.7.1 Error: too many recipients from 127.0.0.1' }],
    ['chasquid, of how a session went', { rcpt: '421 4.5.0 Too many errors, bye' }],
    [
      'Exim, of its connections',
      { greeting: () => '421 Too many concurrent SMTP connections; please try again later.' },
    ],
  ])('%s, which pauses nothing', async (_, script) => {
    expect(await fault(await start(script), 12)).toBeNull();
  });

  const login = (port: number) => `smtp://me:secret@127.0.0.1:${port}`;
  it.each<[string, RelayScript, 'mistake' | 'temporary', RegExp]>([
    [
      'Postfix, of a wrong password',
      { ehlo: offering, auth: '535 5.7.8 Error: authentication failed: (reason unavailable)' },
      'mistake',
      /: it refuses the login, so see to the user and the password: 535 5\.7\.8 Error: authentication failed/,
    ],
    [
      'Exim, of a wrong password',
      { ehlo: offering, auth: '535 Incorrect authentication data' },
      'mistake',
      /: it refuses the login, .*: 535 Incorrect authentication data\. Nothing was sent/,
    ],
    [
      'Postfix, of a client that it lets not in',
      { greeting: () => '554 5.7.1 <unknown[127.0.0.1]>: Client host rejected: Access denied' },
      'mistake',
      /: it lets nobody in from here: 554 5\.7\.1/,
    ],
    [
      'Exim, of its connections',
      { greeting: () => '421 Too many concurrent SMTP connections; please try again later.' },
      'temporary',
      /: it lets nobody in for now: 421 Too many .* again later\. Nothing was sent/,
    ],
    [
      'Dovecot, on the port of IMAP',
      { greeting: () => '* OK [CAPABILITY IMAP4rev1] Dovecot (Debian) ready.' },
      'mistake',
      /: what answers there does not speak SMTP, so the port is hardly right: \* OK .* ready\. Nothing was sent/,
    ],
  ])('%s, before anything is sent', async (_, script, failure, words) => {
    const error = await checkRelay(await start(script, login)).catch((refused) => refused);
    expect(error).toMatchObject({ failure, message: expect.stringMatching(words) });
    expect(error.message).not.toContain('secret');
  });

  it('Exim, of a certificate that it cannot read itself, which is for now', async () => {
    const script = { ehlo: '250-relay.example\n250 STARTTLS', starttls: '454 TLS currently unavailable' };
    const relay = await start(script, (port) => `smtp://127.0.0.1:${port}?tls=required`);
    const error = await checkRelay(relay).catch((refused) => refused);
    expect(error).toMatchObject({ failure: 'temporary' });
    expect(error.message).toContain('it refuses STARTTLS: 454 TLS currently unavailable. Nothing');
  });

  it('nobody, where nothing listens', async () => {
    const relay = await start({});
    await open.pop()?.();
    const error = await checkRelay(relay).catch((refused) => refused);
    expect(error).toMatchObject({ failure: 'temporary' });
    expect(error.message).toContain('nothing listens on that port (ECONNREFUSED). Nothing was sent');
  });
});
