import { type ListenChange, quoteChannel } from '../wire/listen-statements.ts';

/**
 * Who listens to what. The one backend knows one list of channels for all: an UNLISTEN takes away what another client still
 * listens to, and a client that leaves without one leaves its channels behind; so each change is mended by a statement.
 */
export class SessionChannels<Member> {
  readonly #channels = new Map<Member, Set<string>>();

  listeners(channel: string): Member[] {
    return [...this.#channels].filter(([, channels]) => channels.has(channel)).map(([member]) => member);
  }

  /** Notes what a client did, and gives the channels that the backend may now have wrong. */
  change(member: Member, changes: readonly ListenChange[]): string[] {
    const before = this.#channels.get(member) ?? new Set<string>();
    const after = new Set(before);
    for (const { listens, channel } of changes) {
      if (listens) after.add(channel);
      else if (channel === '*') after.clear();
      else after.delete(channel);
    }
    this.#channels.set(member, after);
    if (after.size === 0) this.#channels.delete(member);
    return [...before].filter((channel) => !after.has(channel));
  }

  /** The statement that puts a channel right. */
  mend(channel: string): string {
    return `${this.listeners(channel).length > 0 ? 'listen' : 'unlisten'} ${quoteChannel(channel)}`;
  }
}
