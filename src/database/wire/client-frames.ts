import { frameOf, zeroEnded } from './frame.ts';

/** The frame of a simple query. */
export function queryFrame(statement: string): Buffer {
  return frameOf('Q', zeroEnded(statement));
}

export const syncFrame: Buffer = frameOf('S');

/** A simple query that fails so, in a transaction as outside of one. */
export function failingQuery(code: string, message: string): Buffer {
  const words = message.replaceAll("'", "''");
  return queryFrame(`do $$ begin raise exception using errcode = '${code}', message = '${words}'; end $$`);
}
