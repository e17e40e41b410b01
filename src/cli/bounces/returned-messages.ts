import { isFailure } from '../../failure.ts';
import { type FoundMessage, messagesOf, readMailSource } from '../../feedback/inbound/mail-source-file.ts';
import type { CommandContext } from '../terminal/command-context.ts';

/**
 * The messages under the paths that a command was given, `-` being what comes through the pipe. What cannot be read is
 * added to `faults`, for the end: the other files are worth an answer all the same.
 */
export async function* returnedMessages(
  files: readonly string[],
  { cwd }: Pick<CommandContext, 'cwd'>,
  faults: string[],
): AsyncGenerator<FoundMessage> {
  for (const file of files) {
    try {
      if (file === '-') yield* messagesOf(file, await readInput());
      else yield* readMailSource(file, cwd);
    } catch (error) {
      if (!isFailure(error)) throw error;
      faults.push(...error.faults);
    }
  }
}

async function readInput(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
