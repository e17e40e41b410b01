import { readBody } from './read-body.ts';

/** Ours is 14 bytes long, RFC 8058's 26: more than this is no form of either. */
const maxBytes = 16_384;

/** The fields of a form, each trimmed, `''` where there is none of that name or it holds a file. */
export interface ReadForm {
  value(name: string): string;
}

/**
 * The body of a POST as a form, which comes as `application/x-www-form-urlencoded` or as `multipart/form-data`; empty
 * where it is neither, and null where it is too large.
 */
export async function readForm(request: Request): Promise<ReadForm | null> {
  const body = await readBody(request, maxBytes);
  if (body === null) return null;
  const form = await parseForm(body, request.headers.get('content-type') ?? '');
  return {
    value: (name) => {
      const given = form.get(name);
      return typeof given === 'string' ? given.trim() : '';
    },
  };
}

async function parseForm(body: Buffer, contentType: string): Promise<URLSearchParams | FormData> {
  if (!/^multipart\/form-data\b/i.test(contentType)) return new URLSearchParams(body.toString());
  try {
    return await new Response(body, { headers: { 'Content-Type': contentType } }).formData();
  } catch (error) {
    // What it throws for a body that is not what its header says.
    if (error instanceof TypeError) return new URLSearchParams();
    throw error;
  }
}
