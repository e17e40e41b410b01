import type { BounceReport } from '../../../src/feedback/bounce-report.ts';
import { classifyMessage } from '../../../src/feedback/reports/classify-message.ts';
import { mimeReader } from '../../../src/mail/mime/read-mime-worker.ts';

const readMime = mimeReader();
export const read = (text: string): Promise<BounceReport> =>
  classifyMessage(Buffer.from(text, 'latin1'), readMime);
export const answer = ({ kind, category, status, recipients }: BounceReport) => ({
  kind,
  category,
  status,
  recipients: recipients.map((recipient) => recipient.toLowerCase()),
});

const received = [
  'Received: from mx.relay.example (mx.relay.example [192.0.2.44])',
  '\tby in.news.example with ESMTP; Mon, 2 Mar 2026 10:00:00 +0000',
  'X-Spam-Status: No, score=0.1',
];
const upToBlankLine = (text: string, change: (header: string) => string): string => {
  const end = /\r?\n\r?\n/.exec(text)?.index ?? text.length;
  return change(text.slice(0, end)) + text.slice(end);
};

/** What happens to a bounce on its way. */
export const ways: Readonly<Record<string, (text: string) => string>> = {
  'with more trace fields': (text) =>
    [...received, text.replace(/^From .*\r?\n/, '')].join(text.includes('\r\n') ? '\r\n' : '\n'),
  'with CRLF': (text) => text.replace(/\r?\n/g, '\r\n'),
  'with LF': (text) => text.replace(/\r\n/g, '\n'),
  'with field names in capitals': (text) =>
    upToBlankLine(text, (header) => header.replace(/^[A-Za-z-]+:/gm, (name) => name.toUpperCase())),
  'with the fields of the report in small letters': (text) =>
    text.replace(/^(?:Final-Recipient|Action|Status|Diagnostic-Code):/gm, (name) => name.toLowerCase()),
  'with long replies folded': (text) =>
    text.replace(
      /^(Diagnostic-Code: .{30,60}?) (?=\S)(?=.*(\r?\n))/gm,
      (_, start: string, eol: string) => `${start}${eol} `,
    ),
};
