// take-jobs.ts NAME: opens the queue of that name as the environment says (DATABASE_URL or DIRECTORY, REDIS_URL), adds
// one job, takes it and never comes to an end with it. Prints `taken` when it has it.
import { openDatabase } from '../../../src/database/open/open-database-sql.ts';
import { openQueue } from '../../../src/queue/queue-bullmq.ts';

const { DATABASE_URL = null, DIRECTORY = '', REDIS_URL = null } = process.env;
const [name = ''] = process.argv.slice(2);
const database = await openDatabase({ url: DATABASE_URL, directory: DIRECTORY, command: 'take-jobs' });
const queue = await openQueue({ database, redisUrl: REDIS_URL, name, warn: console.error, leaseMs: 1_000 });
queue.work(() => {
  console.log('taken');
  return new Promise(() => {});
}, 1);
await queue.add([{ send: 1, subscriber: 0, attempt: 1 }]);
