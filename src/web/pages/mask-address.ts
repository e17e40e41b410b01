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
  // An address begins where its word does: to try each of its characters would cost the square of a long word.
  return text.replace(/(?<![^\s<>"'(),;:@])[^\s<>"'(),;:@]+@[^\s<>"'(),;:@]+/g, maskAddress);
}
