import type { EditorNoticeKind } from '../notice-words.ts';
import type { Newsletter, RenderedIssue } from '../rendered-issue.ts';
import { digestIssue } from './digest-issue.ts';

/** What the notices of a kind share that goes to the editor: who the newsletter is. The rest is a `WordedNotice`. */
export function wordedRendering(kind: EditorNoticeKind, newsletter: Newsletter): RenderedIssue {
  return digestIssue({
    notice: kind,
    issueKey: `notice ${kind}`,
    subject: '',
    preheader: '',
    // Each says itself where answers go.
    newsletter: { ...newsletter, replyTo: null },
    conditions: [],
    variants: [{ html: [], text: [] }],
  });
}
