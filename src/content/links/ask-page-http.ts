import type { PageAnswer } from '../generators/issue-site.ts';

const timeoutMs = 20_000;
/** No page of an issue comes near. */
const maxBytes = 4 * 1024 * 1024;

/** Fetches the page of an issue from its site; redirects are followed. Never rejects: what keeps it away is an answer. */
export async function askPage(url: string): Promise<PageAnswer> {
  try {
    const response = await fetch(url, {
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        'user-agent': 'Pennypost (looks at the page of an issue before it is sent)',
        accept: 'text/html',
      },
    });
    return { url: response.url || url, status: response.status, html: await readText(response) };
  } catch (error) {
    const { cause, message } = error as Error;
    return { why: cause instanceof Error ? cause.message : message };
  }
}

async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) break;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
