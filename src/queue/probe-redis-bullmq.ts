import { Redis } from 'ioredis';
import { QueueError } from './queue-error.ts';

/** How long a Redis that should be there may take to answer at the start. */
const connectTimeoutMs = 5_000;
const oldestVersion = [6, 2] as const;
const trialKey = 'pennypost:trial';

/**
 * Looks once whether this Redis can be used, and warns where it can but should be set up otherwise.
 * @throws QueueError that names host and port, never the password
 */
export async function probeRedis(url: string, warn: (text: string) => void): Promise<void> {
  const info = await askRedis(url);
  const kind = kindOf(info);
  if (kind !== 'one') throw unusable(url, notOne[kind]);
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

/** What it says of itself, having taken a key from us; a cluster and a sentinel are not asked for that. */
async function askRedis(url: string): Promise<string> {
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
    const info = await redis.info();
    if (kindOf(info) === 'one') await redis.set(trialKey, '1', 'PX', 1_000);
    return info;
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
  READONLY: 'it is a replica, which only its primary writes to: name the primary.',
  OOM: 'its memory is full (maxmemory).',
  MISCONF: 'it cannot save its data, its disk may be full, so it takes nothing more.',
  NOREPLICAS: 'it has lost its replicas, so it takes nothing more.',
};

function kindOf(info: string): 'one' | keyof typeof notOne {
  if (/^(?:redis|server)_mode:sentinel/m.test(info)) return 'sentinel';
  return /^(?:(?:redis|server)_mode:cluster|cluster_enabled:1)/m.test(info) ? 'cluster' : 'one';
}

/** What answers as Redis does and is not the one Redis that a queue's keys have to be on together. */
const notOne = {
  cluster: 'it is a Redis Cluster, and a queue needs a single Redis: name one that is no cluster.',
  sentinel: 'it is a Sentinel, which only knows where a Redis is: name the Redis.',
} as const;
