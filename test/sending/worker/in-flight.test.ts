import { describe, expect, it } from 'vitest';
import type { ClaimedDelivery, DeliveryId, Outcome } from '../../../src/ledger/delivery.ts';
import type { EmailAddress } from '../../../src/mail/address.ts';
import { InFlight } from '../../../src/sending/worker/in-flight.ts';

const ids = [1, 2, 3].map((subscriber) => ({ send: 1, subscriber }));
const [first = { send: 1, subscriber: 1 }, second = first, third = first] = ids;

function claimedOf(id: { send: number; subscriber: number }): ClaimedDelivery {
  const address = 'ada@example.com' as EmailAddress;
  return {
    id,
    fence: 1,
    attempt: 1,
    digest: 'd',
    subscriber: { id: id.subscriber, address, name: '', fields: {} },
    refusedBefore: null,
    hostedBy: null,
    isHostUnknown: false,
    names: { send: null, subscriber: '', key: null },
  };
}

/** A promise that the test settles. */
function later<Value>() {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** A ledger that writes down what it is asked and told. */
function world(
  answers: { claim?: Promise<void>; commit?: Promise<boolean>; fails?: boolean; away?: number } = {},
  connections = 10,
) {
  const asked: string[] = [];
  let { away = 0 } = answers;
  const recorded: [number, Outcome['state']][] = [];
  const ledger = {
    claim: async (id: DeliveryId) => {
      asked.push(`claim ${id.subscriber}`);
      await answers.claim;
      return claimedOf(id);
    },
    commit: async ({ id }: ClaimedDelivery) => {
      asked.push(`commit ${id.subscriber}`);
      return (await answers.commit) ?? true;
    },
    record: async ({ claimed, outcome }: { claimed: ClaimedDelivery; outcome: Outcome }) => {
      if (answers.fails) throw new Error('the database is away');
      recorded.push([claimed.id.subscriber, outcome.state]);
      return true;
    },
    unclaim: async ({ subscriber }: DeliveryId) => {
      asked.push(`unclaim ${subscriber}`);
      if (away-- > 0) throw new Error('the database is away');
    },
  };
  const inFlight = new InFlight(ledger, connections, async (ms) => void asked.push(`wait ${ms}`));
  return { inFlight, asked, recorded };
}

describe('what a worker has in flight', () => {
  it('is known from before the claim to the end', async () => {
    const { inFlight } = world();
    const ended = later<void>();
    const flying = inFlight.run(first, () => ended.promise);
    expect(inFlight.ids()).toEqual([first]);
    ended.resolve();
    await flying;
    expect(inFlight.ids()).toEqual([]);
  });

  it('does not grow when the worker was told to stop, not even by a job that it has already', async () => {
    const { inFlight, asked } = world();
    inFlight.stopClaims();
    expect(await inFlight.claim(first)).toBeNull();
    expect(asked).toEqual([]);
  });

  it('gives a claim back that was under way when the worker was told to stop', async () => {
    const answer = later<void>();
    const { inFlight, recorded } = world({ claim: answer.promise });
    const claiming = inFlight.claim(first);
    inFlight.stopClaims();
    answer.resolve();
    expect(await claiming).toBeNull();
    expect(recorded).toEqual([[1, 'pending']]);
  });

  it('may end after the claims have stopped, the final dot included', async () => {
    const { inFlight } = world();
    const claimed = await inFlight.claim(first);
    inFlight.stopClaims();
    expect(claimed && (await inFlight.commit(claimed))).toBe(true);
  });

  it('is dropped by how far it is: back before the final dot, in doubt after it', async () => {
    const { inFlight, recorded, asked } = world();
    const never = new Promise<void>(() => undefined);
    const flying = [first, second].map((id) =>
      inFlight.run(id, async () => {
        const claimed = await inFlight.claim(id);
        if (claimed && id === second) await inFlight.commit(claimed);
        await never;
      }),
    );
    await new Promise(setImmediate);
    await inFlight.drop();
    await Promise.all(flying);
    expect(recorded).toEqual([
      [1, 'pending'],
      [2, 'in_doubt'],
    ]);
    expect(await inFlight.commit(claimedOf(first))).toBe(false);
    expect(asked).not.toContain('commit 1');
  });

  it('sends no final dot for which the word comes only after it was dropped', async () => {
    const answer = later<boolean>();
    const { inFlight, recorded } = world({ commit: answer.promise });
    const claimed = await inFlight.claim(third);
    const committing = claimed && inFlight.commit(claimed);
    const dropping = inFlight.drop();
    answer.resolve(true);
    await dropping;
    expect(await committing).toBe(false);
    expect(recorded).toEqual([[3, 'pending']]);
  });

  it('is let go of even where the ledger cannot be told, and that is said', async () => {
    const { inFlight } = world({ fails: true });
    const flying = inFlight.run(first, async () => {
      await inFlight.claim(first);
      await new Promise(() => undefined);
    });
    await new Promise(setImmediate);
    await expect(inFlight.drop()).rejects.toThrow('the database is away');
    await flying;
  });

  it('leaves no more to the relay alone than there are connections, however many are ready for their dot', async () => {
    const { inFlight, asked } = world({}, 1);
    const recorded = later<void>();
    const deliver = (id: typeof first, end: Promise<void>) =>
      inFlight.run(id, async () => {
        const claimed = await inFlight.claim(id);
        if (claimed) await inFlight.commit(claimed);
        await end;
      });
    const one = deliver(first, recorded.promise);
    const two = deliver(second, Promise.resolve());
    await new Promise(setImmediate);
    expect(asked).toEqual(['claim 1', 'claim 2', 'commit 1']);
    recorded.resolve();
    await Promise.all([one, two]);
    expect(asked.at(-1)).toBe('commit 2');
  });

  it('takes a claim back whose reply was lost, waiting for a database that is away, before the job ends', async () => {
    const lost = Promise.reject(new Error('Connection terminated unexpectedly'));
    const { inFlight, asked } = world({ claim: lost, away: 2 });
    const flying = inFlight.run(first, async () => void (await inFlight.claim(first)));
    await expect(flying).rejects.toThrow('Connection terminated');
    expect(asked).toEqual(['claim 1', 'unclaim 1', 'wait 100', 'unclaim 1', 'wait 200', 'unclaim 1']);
    expect(inFlight.ids()).toEqual([]);
  });

  it('gives back what fails between the claim and the final dot, and leaves in doubt what fails after it', async () => {
    const { inFlight, recorded } = world();
    const flying = [first, second].map((id) =>
      inFlight.run(id, async () => {
        const claimed = await inFlight.claim(id);
        if (claimed && id === second) await inFlight.commit(claimed);
        throw new Error('the database is away');
      }),
    );
    await Promise.allSettled(flying);
    expect(recorded).toEqual([
      [1, 'pending'],
      [2, 'in_doubt'],
    ]);
  });
});
