import { isFailure } from '../../failure.ts';
import { type FoundMessage, messagesOf, readMailSource } from '../../feedback/inbound/mail-source-file.ts';
import type { CommandContext } from '../terminal/command-context.ts';

/**
 * The messages under the paths that a command was given, `-` being what comes through the pipe. What cannot be read is
 * added to `faults`, for the end: the other files are worth an answer all the same.
 */
export async function* returnedMessages(
  files: readonly string[],
  { cwd, input }: Pick<CommandContext, 'cwd' | 'input'>,
  faults: string[],
): AsyncGenerator<FoundMessage> {
  for (const file of files) {
    try {
      if (file === '-') yield* messagesOf(file, await readAll(input));
      else yield* readMailSource(file, cwd);
    } catch (error) {
      if (!isFailure(error)) throw error;
      faults.push(...error.faults);
    }
  }
}

async function readAll(input: CommandContext['input']): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of input) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
