import { UsageError } from './command-context.ts';

/** @throws UsageError that names the option */
export function readPort(option: string, text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`${option} ${JSON.stringify(text)} is not a port: give a number from 0 to 65535.`);
}
