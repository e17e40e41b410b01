import { expect, it } from 'vitest';
import { prepareMessage } from '../../../src/email/message/message-program.ts';
import { digestIssue } from '../../../src/email/render/digest-issue.ts';
import type { EmailAddress } from '../../../src/mail/address.ts';
import { noWayOut, type ReturnPathSetting } from '../../../src/sending/keys.ts';
import { composeFor } from '../../../src/sending/prepare/compose-delivery.ts';
import { newsletter } from '../../email/sample.ts';
import { deliveryName, testLinkKeys } from '../../setup/signed-names.ts';

const rendered = digestIssue({
  issueKey: '4',
  subject: 'Low tide',
  preheader: '',
  newsletter: { ...newsletter, unsubscribeMailbox: 'leave@bounces.pier.example' },
  conditions: [],
  variants: [{ html: ['<p>Shells.</p>'], text: ['Shells.\n'] }],
});
const claimed = {
  id: { send: 7, subscriber: 42 },
  subscriber: { id: 42, address: 'ada@home.example' as EmailAddress, name: '', fields: {} },
  names: { ...deliveryName(7, 42), key: null },
};

async function composed(returnPath: ReturnPathSetting | null) {
  const keys = { ...testLinkKeys, ...noWayOut, returnPath };
  const { envelope, message } = await composeFor(prepareMessage(rendered), claimed, keys, new Date(0));
  const text = Buffer.concat(message).toString().replace(/\r\n /g, ' ');
  return { ...envelope, mailto: /<mailto:([^>]*)>/.exec(text)?.[1] ?? '' };
}

it('takes the return path as it is set today, and not as it was when the issue was rendered', async () => {
  expect((await composed(null)).returnPath).toMatch(/^b\+[a-z2-7]{56}@bounces\.pier\.example$/);
  const moved = await composed({ domain: 'mail.pier.example' });
  expect(moved.returnPath).toMatch(/^b\+[a-z2-7]{56}@mail\.pier\.example$/);
  const fixed = await composed({ fixed: 'letters@pier.example' as EmailAddress });
  expect(fixed.returnPath).toBe('letters@pier.example');
});

it('names nobody in an address to leave by where one return path is all that need be read', async () => {
  expect((await composed({ domain: 'bounces.pier.example' })).mailto).toMatch(/^leave\+\w+@.*=unsubscribe$/);
  const fixed = await composed({ fixed: 'letters@pier.example' as EmailAddress });
  expect(fixed.mailto).toMatch(/^leave@bounces\.pier\.example\?subject=unsubscribe%20[\w-]{40}$/);
});
