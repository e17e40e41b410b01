import { addressRank, roleOf } from './column-roles.ts';
import type { Column } from './detect-table.ts';
import type { NamedCells } from './interpret-record.ts';
import { isAddress } from './read-address.ts';
import { isTelling, meaningOf, type WordMeaning, worseOf } from './state-words.ts';
import type { SystemProfile } from './system-profile.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The members of an object as columns and cells.
 *
 * @param list whose state counts where the object names several lists; the worst of all where it is not among them
 */
export function cellsOf(value: JsonObject, profile: SystemProfile, list: string): NamedCells {
  const members = Object.entries(value).flatMap(([name, one]) => memberOf(name, one, profile, list));
  const columns = members.map(({ column }) => column);
  const cells = members.map(({ cell }) => cell);
  return { columns, cells, addressColumns: addressesOf(columns, cells) };
}

interface Member {
  readonly column: Column;
  readonly cell: string;
}

function memberOf(name: string, value: unknown, profile: SystemProfile, list: string): Member[] {
  if (name === 'lists' && Array.isArray(value)) return listMembers(value, list);
  if (name === 'suppression')
    return [{ column: { name, role: { kind: 'status', isWeak: true } }, cell: reasonOf(value) }];
  if (name === 'consent' && Array.isArray(value)) return ownConsent(value);
  const cell = textOf(value);
  const role = profile.role?.(name) ?? roleOf(name);
  const isBorneOut = meaningOf(cell) !== null || cell === '';
  const isWeak = role.kind === 'status' && role.isWeak && !isBorneOut;
  return [{ column: { name, role: isWeak ? { kind: 'field' } : role }, cell }];
}

/** The last consent of an export of ours that was no leaving. */
function ownConsent(value: readonly unknown[]): Member[] {
  const given = value.filter((one): one is JsonObject => typeof one === 'object' && one !== null);
  const last = given.findLast(({ event }) => event !== 'unsubscribed');
  if (!last) return [];
  return [
    {
      column: { name: 'agreed_at', role: { kind: 'consent', what: 'opt-in-time' } },
      cell: textOf(last['at']),
    },
    {
      column: { name: 'agreed_by', role: { kind: 'consent', what: 'source' } },
      cell: textOf(last['source']),
    },
  ];
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string'
    ? value
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);
}

function reasonOf(value: unknown): string {
  if (typeof value !== 'object' || value === null || !('reason' in value)) return textOf(value);
  const reason = String(value.reason);
  return reason === 'repeated-soft-bounce' ? 'bounced' : reason;
}

/** What the lists of a person say of them: none, then they are on none. */
function listMembers(lists: readonly unknown[], list: string): Member[] {
  const status: Column = { name: 'lists', role: { kind: 'status', isWeak: false } };
  if (lists.length === 0) return [{ column: status, cell: 'no lists' }];
  const objects = lists.filter((one): one is JsonObject => typeof one === 'object' && one !== null);
  if (objects.length === 0)
    return [{ column: { name: 'lists', role: { kind: 'tags' } }, cell: JSON.stringify(lists) }];
  const named = objects.filter((one) => one['list'] === list || one['name'] === list);
  const states = (named.length > 0 ? named : objects).map(listState);
  const worst = states.reduce((one, other) =>
    rankOf(other) === null
      ? other
      : rankOf(one) === null || worseOf(rankOf(one) ?? 'mail', rankOf(other) ?? 'mail') === rankOf(one)
        ? one
        : other,
  );
  const consents = objects.flatMap(consentMembers);
  return [...(worst === '' ? [] : [{ column: status, cell: worst }]), ...consents];
}

function rankOf(word: string): WordMeaning | null {
  return meaningOf(word);
}

/** On a list that asks for no confirmation listmonk mails whoever is unconfirmed. */
function listState(one: JsonObject): string {
  const word = textOf(one['subscription_status'] ?? one['state'] ?? one['status']);
  const meaning = meaningOf(word);
  return one['optin'] === 'single' && meaning === 'unconfirmed' && isTelling(meaning) ? 'subscribed' : word;
}

function consentMembers(one: JsonObject): Member[] {
  const meta = one['subscription_meta'];
  const ip = typeof meta === 'object' && meta !== null && 'optin_ip' in meta ? textOf(meta.optin_ip) : '';
  const time = textOf(one['subscription_created_at'] ?? one['since']);
  const member = (name: string, what: 'opt-in-ip' | 'opt-in-time', cell: string): Member[] =>
    cell === '' ? [] : [{ column: { name, role: { kind: 'consent', what } }, cell }];
  return [...member('optin_ip', 'opt-in-ip', ip), ...member('subscription_created_at', 'opt-in-time', time)];
}

function addressesOf(columns: readonly Column[], cells: readonly string[]): number[] {
  const ranked = columns.map(({ name }, at) => ({
    at,
    rank: addressRank(name),
    isOne: isAddress(cells[at] ?? ''),
  }));
  const best = [
    ranked.filter(({ rank, isOne }) => rank === 2 && isOne),
    ranked.filter(({ rank, isOne }) => rank === 1 && isOne),
    ranked.filter(({ rank }) => rank === 2).slice(0, 1),
    ranked.filter(({ rank, isOne }) => rank === 0 && isOne),
  ].find((some) => some.length > 0);
  return (best ?? []).map(({ at }) => at);
}
