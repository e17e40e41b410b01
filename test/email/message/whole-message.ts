import { composeMessage, composeSigned } from '../../../src/email/message/compose-message.ts';

/** The message as one piece, for tests that read it. */
export function wholeMessage(...of: Parameters<typeof composeMessage>): Buffer {
  return Buffer.concat(composeMessage(...of));
}

export async function wholeSigned(...of: Parameters<typeof composeSigned>): Promise<Buffer> {
  return Buffer.concat(await composeSigned(...of));
}
