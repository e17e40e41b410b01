import { createContext, Script } from 'node:vm';
import type { Pattern } from './find-patterns.ts';
import { pumpPattern } from './pump-pattern.ts';

/** Milliseconds of the processor below which growth does not matter, and cannot be told. */
const negligible = 30;
/** Four times the text takes four times as long where a pattern is linear, sixteen times where it is the square. */
const part = 4;
const linearAtMost = 8;
/** Milliseconds over which a time is taken again. */
const enough = 300;
/** Milliseconds of the clock after which a pattern is interrupted: linear ones are far below, however busy the machine is. */
const patience = 10_000;

/**
 * A text of about `length` characters over which a pattern takes the square of its length or worse, and the
 * milliseconds of the processor that it took; null where there is none. What is compared is how its time grows, so
 * that a slow or a busy machine finds the same.
 */
export function slowText(pattern: Pattern, length: number): { text: string; milliseconds: number } | null {
  const expression = new RegExp(pattern.source, pattern.flags);
  const whole = pumpPattern(pattern, length);
  const quarters = pumpPattern(pattern, length / part);
  for (const [index, text] of whole.entries()) {
    const first = spent(expression, text);
    if (first === Number.POSITIVE_INFINITY) return { text, milliseconds: patience };
    if (first <= negligible) continue;
    const milliseconds = Math.min(first, leastSpent(expression, text));
    const quarter = leastSpent(expression, quarters[index] ?? '');
    if (milliseconds > negligible && milliseconds > linearAtMost * quarter)
      return { text, milliseconds: Math.round(milliseconds) };
  }
  return null;
}

/** Of several times: the first may compile, the collector may come by, and others are at work. Short ones more often. */
function leastSpent(expression: RegExp, text: string): number {
  let least = Number.POSITIVE_INFINITY;
  let sum = 0;
  for (let time = 0; time < 2 || (time < 40 && sum < enough); time += 1) {
    const milliseconds = spent(expression, text);
    least = Math.min(least, milliseconds);
    sum += milliseconds;
  }
  return least;
}

const asked: { expression: RegExp; text: string } = { expression: /(?:)/, text: '' };
const context = createContext({ asked });
const replace = new Script("asked.text.replace(asked.expression, '')");

/** Milliseconds of the processor; without end where it was interrupted. */
function spent(expression: RegExp, text: string): number {
  Object.assign(asked, { expression, text });
  expression.lastIndex = 0;
  const before = process.cpuUsage();
  try {
    replace.runInContext(context, { timeout: patience });
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    return Number.POSITIVE_INFINITY;
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
