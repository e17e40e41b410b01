// use-and-close.ts NAME: opens the queue as take-jobs.ts does, processes ten jobs, closes everything, and comes to an
// end by itself if nothing was left open.
import { openDatabase } from '../../../src/database/open/open-database-sql.ts';
import { openQueue } from '../../../src/queue/queue-bullmq.ts';

const { DATABASE_URL = null, DIRECTORY = '', REDIS_URL = null } = process.env;
const [name = ''] = process.argv.slice(2);
const database = await openDatabase({ url: DATABASE_URL, directory: DIRECTORY, command: 'use-and-close' });
const queue = await openQueue({ database, redisUrl: REDIS_URL, name, warn: console.error });
let done = 0;
await new Promise<void>((resolve) => {
  const worker = queue.work(async () => {
    done += 1;
    if (done === 10) void worker.stop().then(resolve);
  }, 2);
  void queue.add(Array.from({ length: 10 }, (_, n) => ({ send: 1, subscriber: n, attempt: 1 })));
});
await queue.close();
await database.close();
console.log('closed');
