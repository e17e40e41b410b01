import { createInterface } from 'node:readline/promises';
import type { CommandContext } from './command-context.ts';

/**
 * Asks at the terminal, on stderr so that stdout stays data. Only a plain yes is a yes: an empty line, Ctrl-C, Ctrl-D
 * and whatever was typed before the question are a no.
 */
export async function ask(
  question: string,
  { input, screen, stop }: Pick<CommandContext, 'input' | 'screen' | 'stop'>,
): Promise<boolean> {
  const terminal = createInterface({ input, output: screen });
  const left = new AbortController();
  terminal.on('SIGINT', () => left.abort());
  terminal.on('close', () => left.abort());
  const signal = AbortSignal.any([stop, left.signal]);
  try {
    const answer = await terminal.question(`${question} [y/N] `, { signal });
    return /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  } finally {
    terminal.close();
  }
}
