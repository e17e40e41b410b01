import { type Context, Hono } from 'hono';
import { type FeedbackIntake, isWaiting, waitingWords } from '../../feedback/feedback-intake.ts';
import { notAllowed } from '../http/answer.ts';
import { readBody } from '../http/read-body.ts';
import { bodyRoom, type TakeRoom, toldBytes } from './body-room.ts';
import type { OpenedCall, WebhookSource } from './webhook-source.ts';

/** What the webhooks are given. */
export interface WebhookApp {
  readonly sources: readonly WebhookSource[];
  readonly intake: Pick<FeedbackIntake, 'takeEvents'>;
  /** Takes a line for whoever runs this. The same line can come as often as anybody on the internet likes. */
  say(line: string): void;
  /** Takes what went wrong behind a 503, for the log. */
  report(error: unknown): void;
  now(): Date;
}

/**
 * `POST /<provider>` for every provider that is configured, and 404 for all else. A provider hears 200 only once what it
 * told is committed, 503 where it shall come again, and of a call that is not its own nothing but 401.
 */
export function webhookApp(given: WebhookApp): Hono {
  const app = new Hono();
  for (const source of given.sources) {
    const takeRoom = bodyRoom();
    app.post(`/${source.provider}`, (c) => admit(c, source, takeRoom, given));
    app.all(`/${source.provider}`, notAllowed('POST'));
  }
  app.all('*', (c) => c.text('Not found.\n', 404));
  return app;
}

async function admit(
  c: Context,
  source: WebhookSource,
  takeRoom: TakeRoom,
  given: WebhookApp,
): Promise<Response> {
  const at = given.now();
  const { headers } = c.req.raw;
  const unwelcome = source.admit(headers, at);
  if (unwelcome !== null) return answer(c, source, { kind: 'refused', why: unwelcome }, given);
  const giveBack = takeRoom(toldBytes(headers, source.maxBytes));
  if (giveBack === null) {
    given.say(
      `Calls to /webhooks/${source.provider} have to come again: too much of theirs is read already.`,
    );
    return unavailable(c);
  }
  return receive(c, source, at, given).finally(giveBack);
}

async function receive(c: Context, source: WebhookSource, at: Date, given: WebhookApp): Promise<Response> {
  const { headers } = c.req.raw;
  const body = await readBody(c.req.raw, source.maxBytes);
  if (body === null) return c.text('Too large.\n', 413);
  const opened = await source.open({ headers, body, at });
  if (opened.kind !== 'payload') return answer(c, source, opened, given);
  try {
    if ((await record(source, opened.payload, at, given)) === 'waiting') return unavailable(c);
  } catch (error) {
    given.report(error);
    return unavailable(c);
  }
  return c.text('OK\n');
}

/** `waiting`: some of it names a key that is not known, and has to come again. */
async function record(
  source: WebhookSource,
  payload: unknown,
  at: Date,
  given: WebhookApp,
): Promise<'recorded' | 'waiting'> {
  // Who opened or clicked is not ours to know.
  const events = source.read(payload, at).filter(({ result }) => result.category !== 'not_feedback');
  if (events.length === 0) return 'recorded';
  const taken = await given.intake.takeEvents(events);
  if (taken.some(({ became }) => became === 'unmatched'))
    given.say(`${source.provider} told of messages that are none of ours. Nothing was changed for them.`);
  if (!taken.some(isWaiting)) return 'recorded';
  given.say(`What ${source.provider} is asked to tell again ${waitingWords}`);
  return 'waiting';
}

function answer(
  c: Context,
  { provider }: WebhookSource,
  opened: Exclude<OpenedCall, { kind: 'payload' }>,
  { say, report }: WebhookApp,
): Response {
  if (opened.kind === 'unavailable') {
    report(
      new Error(`A call to /webhooks/${provider} has to come again: ${opened.why}.`, { cause: opened.cause }),
    );
    return unavailable(c);
  }
  const fate = opened.kind === 'refused' ? 'was refused' : 'told nothing to record';
  say(`A call to /webhooks/${provider} ${fate}: ${opened.why}.`);
  // Without the reason: whoever tries to forge one shall not learn how far they came.
  if (opened.kind === 'settled') return c.text('OK\n');
  // RFC 9110 section 11.6.1; some send the user and password of an address only when they are asked.
  c.header('WWW-Authenticate', 'Basic realm="webhooks"');
  return c.text('Unauthorized.\n', 401);
}

function unavailable(c: Context): Response {
  c.header('Retry-After', '60');
  return c.text('Unavailable.\n', 503);
}
