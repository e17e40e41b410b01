/**
 * An address that its owner knows again and nobody else learns: `a•••@example.com`. A newsletter gets forwarded, and
 * its unsubscribe link with it.
 */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const [first = ''] = address.slice(0, at);
  return `${first}•••${address.slice(at)}`;
}
