/** Ours is 8 bytes long, RFC 8058's 26: more than this is no unsubscribe request. */
const maxBytes = 16_384;

/** Who asks: the mail program's own button, or our page. */
export type UnsubscribeRequest = 'one-click' | 'page' | 'unclear' | 'too-large';

/**
 * Who asks in the body of a POST to an unsubscribe link (RFC 8058 section 3.2), which comes as
 * `application/x-www-form-urlencoded` or as `multipart/form-data`. A POST that says nothing of the kind is a
 * stranger's probe.
 */
export async function readUnsubscribeRequest(request: Request): Promise<UnsubscribeRequest> {
  const body = await readBody(request);
  if (body === null) return 'too-large';
  const form = await readForm(body, request.headers.get('content-type') ?? '');
  if (value(form, 'List-Unsubscribe').toLowerCase() === 'one-click') return 'one-click';
  return value(form, 'via') === 'page' ? 'page' : 'unclear';
}

/** Null where the body is too large, of which nothing is kept; a length told beforehand need not be the true one. */
async function readBody(request: Request): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function readForm(body: Buffer, contentType: string): Promise<URLSearchParams | FormData> {
  if (!/^multipart\/form-data\b/i.test(contentType)) return new URLSearchParams(body.toString());
  try {
    return await new Response(body, { headers: { 'Content-Type': contentType } }).formData();
  } catch (error) {
    // What it throws for a body that is not what its header says.
    if (error instanceof TypeError) return new URLSearchParams();
    throw error;
  }
}

function value(form: URLSearchParams | FormData, name: string): string {
  const given = form.get(name);
  return typeof given === 'string' ? given.trim() : '';
}
