/** Calls of a single event and a bounce: they are bounded by the connections that there can be. */
const smallBytes = 64 * 1024;
const roomBytes = 64 * 1024 * 1024;

/**
 * Room for the bodies of a provider's calls that are read and recorded at once: a batch is tens of megabytes, and a
 * provider that was kept waiting sends many of them together.
 *
 * @param bytes how long the body may become
 * @returns what gives the room back, or null where there is none now
 */
export type TakeRoom = (bytes: number) => (() => void) | null;

export function bodyRoom(): TakeRoom {
  let taken = 0;
  return (bytes) => {
    const wanted = bytes <= smallBytes ? 0 : bytes;
    if (wanted > 0 && taken + wanted > roomBytes) return null;
    taken += wanted;
    return () => {
      taken -= wanted;
    };
  };
}

/** How long a body may become: what its header tells, if it tells, and never more than is read at all. */
export function toldBytes(headers: Headers, maxBytes: number): number {
  const told = headers.get('content-length');
  return told === null ? maxBytes : Math.min(Number(told) || 0, maxBytes);
}
