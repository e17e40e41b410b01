import { readForm } from '../http/read-form.ts';

/** Who asks: the mail program's own button, or our page. */
export type UnsubscribeRequest = 'one-click' | 'page' | 'unclear' | 'too-large';

/**
 * Who asks in the body of a POST to an unsubscribe link (RFC 8058 section 3.2). A POST that says nothing of the kind
 * is a stranger's probe.
 */
export async function readUnsubscribeRequest(request: Request): Promise<UnsubscribeRequest> {
  const form = await readForm(request);
  if (form === null) return 'too-large';
  if (form.value('List-Unsubscribe').toLowerCase() === 'one-click') return 'one-click';
  return form.value('via') === 'page' ? 'page' : 'unclear';
}
