import { expect, it } from 'vitest';
import type { RenderedIssue } from '../../../src/email/rendered-issue.ts';
import { storeRenderedIssue } from '../../../src/email/stored-issue.ts';
import { sendRequest } from '../../../src/sending/control/send-choices.ts';

it('asks the ledger for the issue, its rendering and what was chosen, and for nothing about the lists', () => {
  const rendered = { issueKey: '4', digest: 'd', subject: 'Low tide' } as RenderedIssue;
  const canary = { size: 2, watchMinutes: 10 };
  const asked = {
    rehearsal: false,
    correction: true,
    everybody: false,
    includeNew: false,
    resendInDoubt: true,
  };
  const chosen = { ...asked, canary };
  expect(sendRequest(rendered, 'written', { ...chosen, skipBadRows: true, acceptShorter: true })).toEqual({
    issueKey: '4',
    digest: 'd',
    source: 'written',
    subject: 'Low tide',
    content: storeRenderedIssue(rendered),
    ...chosen,
  });
});
