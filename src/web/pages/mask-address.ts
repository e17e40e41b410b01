/**
 * An address that its owner knows again and nobody else learns: `a•••@example.com`. A newsletter gets forwarded, and
 * its unsubscribe link with it.
 */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const [first = ''] = address.slice(0, at);
  return `${first}•••${address.slice(at)}`;
}

/** A text of the publisher's own, such as a field of a list, with every address in it masked. */
export function maskAddresses(text: string): string {
  return text.replace(/[^\s<>"'(),;:@]+@[^\s<>"'(),;:@]+/g, maskAddress);
}
