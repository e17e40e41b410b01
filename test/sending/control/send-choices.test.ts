import { expect, it } from 'vitest';
import type { RenderedIssue } from '../../../src/email/rendered-issue.ts';
import { sendRequest } from '../../../src/sending/control/send-choices.ts';

it('asks the ledger for the issue, its rendering and what was chosen, and for nothing about the lists', () => {
  const rendered = { issueKey: '4', digest: 'd', subject: 'Low tide' } as RenderedIssue;
  const canary = { size: 2, watchMinutes: 10 };
  const chosen = { rehearsal: false, correction: true, includeNew: false, resendInDoubt: true, canary };
  expect(sendRequest(rendered, { ...chosen, skipBadRows: true, acceptShorter: true })).toEqual({
    issueKey: '4',
    digest: 'd',
    content: JSON.stringify(rendered),
    ...chosen,
  });
});
