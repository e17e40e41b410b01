import { describe, expect, it } from 'vitest';
import type { Refusal, RefusalCause } from '../../../src/delivery/refusals/refusal-cause.ts';
import { judged, refused } from '../receipts.ts';

const causeOf = (at: Refusal['at'], text: string, isRepeated = false) =>
  judged(refused(at, text), 'ada@home.example', isRepeated)?.cause;

describe('the cause of a refusal', () => {
  it.each<[RefusalCause, Refusal['at'], string]>([
    ['policy', 'recipient', '550 5.1.1 <b+a.2s.0abcdefghijklmnopqrst@news.example>: unauthorized sender'],
    ['policy', 'recipient', '550 5.1.1 <b+a.2s.0abcdefghijklmnopqrst@news.example>: user unknown'],
    ['policy', 'recipient', '550 5.1.1 <letters@news.example>: user unknown'],
    ['policy', 'message', '550 5.1.0 rejected by DMARC policy'],
    ['relaying', 'recipient', '554 5.7.1 <ada@home.example>: Relay access denied'],
    ['relaying', 'recipient', '550 relay not permitted'],
    // Haraka, where no plugin takes the recipient: to whom it does not relay, with or without a login.
    ['relaying', 'recipient', '550 I cannot deliver mail for <ada@home.example>'],
    ['mailbox', 'recipient', '550 Invalid recipient: <ada@home.example>'],
    ['mailbox', 'recipient', '550 5.7.1 no such user'],
    ['mailbox', 'message', '552 5.2.2 over quota'],
    ['mailbox', 'recipient', '556 5.7.27 the domain takes no mail'],
    ['other', 'recipient', '550 no'],
    ['other', 'message', '554 5.6.0 no'],
    ['sender', 'sender', '550 5.1.1 User unknown'],
    ['sender', 'sender', '521 5.3.2 we take no mail'],
    ['sender', 'recipient', '550 5.1.8 no such domain'],
    ['login', 'recipient', '530 5.7.0 log in first'],
    ['login', 'recipient', '553 5.7.1 <letters@news.example>: Sender address rejected: not logged in'],
  ])('is %s where the words and the codes say so: at the %s, %s', (cause, at, text) => {
    expect(causeOf(at, text)).toBe(cause);
  });

  it.each<[Refusal['at'], string]>([
    ['recipient', '553 5.7.1 <b@news.example>: Sender address rejected: not owned by user letters'],
    ['recipient', '553 5.7.1 Sender address rejected: not owned by auth user.'],
    ['recipient', '550 5.7.60 SMTP; Client does not have permissions to send as this sender'],
    ['message', '554 5.2.252 SendAsDenied; a@news.example not allowed to send as news@news.example'],
    ['recipient', '501 5.1.7 Invalid sender'],
    ['recipient', '550 relay only for own address'],
    ['recipient', '550 5.7.1 must match authenticated user'],
    ['message', '550 5.7.1 message from address must belong to authenticated user'],
    ['recipient', '553 5.7.0 Unauthorized use of sender address'],
    ['recipient', "550 Envelope domain 'b.news.example' doesn't match AUTH domain 'news.example'"],
    ['message', '550 5.7.0 From address is not one of your addresses'],
    ['recipient', '553 Relaying disallowed as b@news.example'],
    ['message', '551 5.7.1 Not authorised to send from this header address'],
    ['recipient', '550 Requested action not taken: mailbox unavailable\n550 Sender address is not allowed.'],
  ])('is the sender where a relay demands another: at the %s, %s', (at, text) => {
    expect(causeOf(at, text)).toBe('sender');
  });

  it.each([
    "550 5.7.129 not authorized to send to recipient because the sender isn't on the recipient's list of senders to accept mail from",
    '550 5.7.1 <ada@home.example>: Recipient address rejected: you are not allowed to send to this group',
    '550 5.7.1 you are not allowed to send mail from this network',
    '550 5.1.1 <ada@home.example>: no such user',
  ])(
    'is no demand for a sender of the relay where it is about whom the mail is for, or from where: %s',
    (text) => {
      expect(causeOf('recipient', text)).not.toBe('sender');
    },
  );

  it.each<[Refusal['at'], string]>([
    ['recipient', '550 5.4.5 Daily user sending limit exceeded'],
    ['message', '454 Throttling failure: Daily message quota exceeded.'],
    ['message', '554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException'],
    [
      'recipient',
      "550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients",
    ],
  ])('is a quota for the day: at the %s, %s', (at, text) => {
    expect(causeOf(at, text)).toBe('quota');
  });

  it.each<[Refusal['at'], string, RefusalCause]>([
    ['recipient', '451 4.7.1 Greylisting in action, please come back in 00:05:00', 'busy-domain'],
    ['recipient', '451 4.7.1 Please try again later', 'busy-domain'],
    ['recipient', '451 4.7.0 Temporary server error', 'busy-domain'],
    ['message', '450 4.2.0 <ada@home.example>: Recipient address rejected: Greylisted', 'moment'],
    ['recipient', '451 Temporarily deferred, try again in 300 seconds', 'moment'],
    ['recipient', '421 4.7.1 graylisted', 'busy-domain'],
  ])(
    'is greylisting the first time, and no more when it is repeated: at the %s, %s',
    (at, text, repeated) => {
      expect(causeOf(at, text)).toBe('greylisting');
      expect(causeOf(at, text, true)).toBe(repeated);
    },
  );

  it.each<[RefusalCause, Refusal['at'], string]>([
    ['busy-domain', 'recipient', '421 4.7.0 [TSS04] Messages from 192.0.2.7 temporarily deferred'],
    ['busy-domain', 'recipient', '451 4.7.650 The mail server has been temporarily rate limited'],
    ['busy-domain', 'recipient', '451 4.7.1 Too many messages from your IP, slow down'],
    ['busy-domain', 'message', '451 4.7.26 your mail is not authenticated'],
    ['busy-domain', 'recipient', '450 4.7.1 Client host rejected: blocked using zen.spamhaus.org'],
    ['moment', 'recipient', '452 4.2.2 mailbox full'],
    ['moment', 'recipient', '450 4.1.8 Sender address rejected: Domain not found'],
    ['login', 'recipient', '454 4.7.1 Relay access denied'],
    ['busy-relay', 'sender', '451 4.7.1 Service unavailable - try again later'],
    ['busy-relay', 'recipient', '452 4.3.1 Insufficient system storage'],
    // What a relay grants one client, in the words of Postfix, Exim, chasquid and mox: no domain is slow for that.
    ['busy-relay', 'sender', '450 4.7.1 Error: too much mail from 192.0.2.7'],
    ['busy-relay', 'recipient', '450 4.7.1 Error: too many recipients from 192.0.2.7'],
    ['busy-relay', 'recipient', '421 4.7.0 relay.example Error: too many connections from 192.0.2.7'],
    ['busy-relay', 'recipient', '421 4.7.0 relay.example Error: too many errors'],
    ['busy-relay', 'recipient', '421 4.5.0 Too many errors, bye'],
    ['busy-relay', 'message', '421 Too many concurrent SMTP connections; please try again later.'],
    ['busy-relay', 'recipient', '421 4.7.0 too many open connections from your ip or network'],
    // Which another server has said to it, when it asked there for the recipient.
    [
      'busy-domain',
      'recipient',
      '450 4.7.1 <ada@home.example>: unverified address: host mx.home.example said: 421 too many connections',
    ],
  ])('is %s and no greylisting, the first time too: at the %s, %s', (cause, at, text) => {
    expect(causeOf(at, text)).toBe(cause);
  });

  it.each<[RefusalCause, Refusal['at'], string]>([
    ['busy-relay', 'message', '454 Throttling failure: Maximum sending rate exceeded.'],
    ['busy-domain', 'recipient', '451 4.7.1 daily limit for your address reached, come back tomorrow'],
    ['policy', 'message', '550 5.7.1 too many messages, slow down'],
    ['mailbox', 'recipient', '552 5.2.2 mailbox over its daily quota'],
    ['policy', 'recipient', '550 5.7.1 your IP address 192.0.2.7 is blocked for 24 hours'],
  ])('is %s where no quota of ours is used up: at the %s, %s', (cause, at, text) => {
    expect(causeOf(at, text)).toBe(cause);
  });
});
