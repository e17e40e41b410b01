/** Ours is 13 bytes long, RFC 8058's 26: more than this is no unsubscribe request. */
export const maxRequestBytes = 16_384;

/**
 * Who asks in the body of a POST to an unsubscribe link: the mail program's own button (RFC 8058 section 3.2, as
 * `application/x-www-form-urlencoded` or `multipart/form-data`), our page, or null where it is neither. A POST that
 * says nothing of the kind is a stranger's probe.
 */
export async function readUnsubscribeRequest(request: Request): Promise<'one-click' | 'page' | null> {
  const form = await readForm(request);
  if (value(form, 'List-Unsubscribe').toLowerCase() === 'one-click') return 'one-click';
  return value(form, 'via') === 'page' ? 'page' : null;
}

async function readForm(request: Request): Promise<URLSearchParams | FormData> {
  const isMultipart = /^multipart\/form-data\b/i.test(request.headers.get('content-type') ?? '');
  if (!isMultipart) return new URLSearchParams(await request.text());
  try {
    return await request.formData();
  } catch (error) {
    // What fetch throws for a body that is not what its header says.
    if (error instanceof TypeError) return new URLSearchParams();
    throw error;
  }
}

function value(form: URLSearchParams | FormData, name: string): string {
  const given = form.get(name);
  return typeof given === 'string' ? given.trim() : '';
}
