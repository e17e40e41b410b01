import { createHash } from 'node:crypto';
import type { RenderedIssue } from '../rendered-issue.ts';

/** Names a rendered issue by everything in it: sha256 over its JSON with the keys in order, as hex. */
export function digestIssue(content: Omit<RenderedIssue, 'digest'>): RenderedIssue {
  const digest = createHash('sha256')
    .update(JSON.stringify(inOrder(content)))
    .digest('hex');
  return { ...content, digest };
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, inner]) => [key, inOrder(inner)]));
}
