import { Redis } from 'ioredis';
import { QueueError } from './queue-error.ts';

/** How long a Redis that should be there may take to answer at the start. */
const connectTimeoutMs = 5_000;
const oldestVersion = [6, 2] as const;

/**
 * Looks once whether this Redis can be used, and warns where it can but should be set up otherwise.
 * @throws QueueError that names host and port, never the password
 */
export async function probeRedis(url: string, warn: (text: string) => void): Promise<void> {
  const info = await readInfo(url);
  const version = /^redis_version:(.*)$/m.exec(info)?.[1]?.trim() ?? '';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < oldestVersion[0] || (major === oldestVersion[0] && minor < oldestVersion[1])) {
    throw unusable(
      url,
      `it is version ${version}, and ${oldestVersion.join('.')} is the oldest that will do.`,
    );
  }
  const policy = /^maxmemory_policy:(.*)$/m.exec(info)?.[1]?.trim();
  if (policy !== undefined && policy !== 'noeviction') {
    warn(`Redis may drop jobs when it is full (maxmemory-policy ${policy}): set it to noeviction.\n`);
  }
}

async function readInfo(url: string): Promise<string> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: connectTimeoutMs,
    commandTimeout: connectTimeoutMs,
    retryStrategy: null,
    maxRetriesPerRequest: 0,
  });
  // What a command fails with only says that the connection is closed; why, is said here.
  let reason: Error | null = null;
  redis.on('error', (error: Error) => {
    reason ??= error;
  });
  try {
    return await redis.info();
  } catch (error) {
    const cause = reason ?? error;
    throw unusable(url, explain(cause), cause);
  } finally {
    redis.disconnect();
  }
}

function unusable(url: string, why: string, cause?: unknown): QueueError {
  const { hostname, port } = new URL(url);
  return new QueueError([`REDIS_URL: cannot use the Redis at ${hostname}:${port || 6379}: ${why}`], {
    cause,
  });
}

/** The code of a system error, or the first word of what Redis answered, which is its code. */
function explain(cause: unknown): string {
  const { code, message } = cause as { code?: string; message: string };
  return reasons[code ?? message.split(' ', 1)[0] ?? ''] ?? `${message || code}.`;
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there: is the server running, and is the port right?',
  ENOTFOUND: 'there is no host of that name.',
  ETIMEDOUT: 'nobody answers there.',
  NOAUTH: 'it asks for a password.',
  WRONGPASS: 'it refuses the user name or the password.',
  NOPERM: 'it does not let this user do what a queue needs.',
  LOADING: 'it is still loading its data: try again in a moment.',
};
