const timeoutMs = 5_000;
/** A certificate has about 2 KB, the answer to a confirmation less. */
const maxBytes = 64 * 1024;

/** What stands at an https address. @throws Error where it answers anything but 200, redirects, or is too long or late */
export async function getText(url: URL): Promise<string> {
  // Redirects would lead away from the host that was checked.
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`${url.host} answered ${response.status}.`);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new Error(`${url.host} answered more than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
