import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';

/**
 * What TLS is to be told of whom to trust, where a server's certificate is signed by an authority of one's own: that one
 * beside those that Node knows. Nothing where no file is named.
 *
 * @param caFile in PEM
 * @throws an error of the file system
 */
export function trusting(caFile: string | null): { readonly tls?: { readonly ca: string[] } } {
  return caFile === null ? {} : { tls: { ca: [...rootCertificates, readFileSync(caFile, 'utf8')] } };
}
