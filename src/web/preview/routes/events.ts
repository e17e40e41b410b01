import type { Context } from 'hono';
import type { PreviewSource } from '../source.ts';

/**
 * Tells the page of every change as a server-sent event (HTML, section 9.2): `email` once a new one is there, `inspection`
 * once it has been looked over, or there is a fault instead.
 */
export function changeEvents(c: Context, source: PreviewSource): Response {
  const encoder = new TextEncoder();
  let stop: () => void = () => undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      let last = '';
      const tell = () => {
        const { version, inspection, faults } = source.revision();
        const event = inspection === null && faults.length === 0 ? 'email' : 'inspection';
        const message = `event: ${event}\ndata: ${version}\n\n`;
        if (message !== last) controller.enqueue(encoder.encode(message));
        last = message;
      };
      controller.enqueue(encoder.encode('retry: 500\n\n'));
      tell();
      const end = () => {
        stop();
        controller.close();
      };
      const forget = source.onChange(tell);
      stop = () => {
        forget();
        source.closing.removeEventListener('abort', end);
      };
      source.closing.addEventListener('abort', end, { once: true });
    },
    cancel: () => stop(),
  });
  return c.body(body, 200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' });
}
