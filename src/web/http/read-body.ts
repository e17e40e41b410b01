/**
 * Null where the body is too large, of which nothing is kept, or where the client went away before its end. A length told
 * beforehand need not be the true one.
 */
export async function readBody(request: Request, maxBytes: number): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request.body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) return null;
      chunks.push(chunk);
    }
  } catch {
    // A connection that ended is all that makes it fail: no trouble of ours, and nobody is left to be answered.
    return null;
  }
  return Buffer.concat(chunks);
}
