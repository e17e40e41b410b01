import type { Slot } from '../email/slot-program.ts';
import { fieldValue } from '../email/slots/fill-slots.ts';
import { type LongestValues, mostBytes, slotSize } from '../email/slots/slot-size.ts';
import type { ListedSubscriber } from './list-row.ts';
import type { SubscriberList } from './subscriber-list.ts';

/**
 * The fields that subscribers have beside address and name, from the headers of the lists.
 * @throws AudienceError where a list has none that can be read
 */
export async function listedFields(lists: readonly SubscriberList[]): Promise<string[]> {
  const fields = await Promise.all(lists.map((list) => list.fields()));
  return [...new Set(fields.flat())].sort();
}

/**
 * The values in the lists that are the longest in one of these slots, decoded or encoded. Every row is read once;
 * without slots none is.
 * @throws AudienceError where a list cannot be read to its end
 */
export async function longestValues(
  lists: readonly SubscriberList[],
  slots: readonly Slot[],
): Promise<LongestValues> {
  const gauges = slots.map(newGauge);
  for (const list of slots.length === 0 ? [] : lists) {
    for await (const row of list.rows()) if (row.kind === 'subscriber') weigh(row, gauges);
  }
  const found = new Map<string, Set<string>>();
  for (const { slot, decoded, encoded } of gauges) {
    const values = found.get(slot.field) ?? new Set();
    for (const { value } of [decoded, encoded]) if (value !== '') values.add(value);
    found.set(slot.field, values);
  }
  return Object.fromEntries([...found].map(([field, values]) => [field, [...values]]));
}

/** The longest values of one slot so far. */
interface Gauge {
  readonly slot: Slot;
  decoded: Longest;
  encoded: Longest;
}

interface Longest {
  readonly bytes: number;
  readonly value: string;
}

function newGauge(slot: Slot): Gauge {
  const nothing = { bytes: 0, value: '' };
  return { slot, decoded: nothing, encoded: nothing };
}

function weigh(row: ListedSubscriber, gauges: readonly Gauge[]): void {
  for (const gauge of gauges) {
    const { field } = gauge.slot;
    const value = field === 'name' ? row.name : fieldValue(row.fields, field);
    if (value === '' || mostBytes(value) <= Math.min(gauge.decoded.bytes, gauge.encoded.bytes)) continue;
    const { decoded, encoded } = slotSize(gauge.slot, value);
    if (decoded > gauge.decoded.bytes) gauge.decoded = { bytes: decoded, value };
    if (encoded > gauge.encoded.bytes) gauge.encoded = { bytes: encoded, value };
  }
}
