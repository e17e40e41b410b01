const unknownAuthority = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);
const otherName = new Set(['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH']);
const expired = 'CERT_HAS_EXPIRED';
const notYetValid = 'CERT_NOT_YET_VALID';
/** The rest of what OpenSSL finds wrong with a certificate, by the names that Node gives (X509 certificate error codes). */
const others = new Set([
  'CERT_CHAIN_TOO_LONG',
  'CERT_REJECTED',
  'CERT_REVOKED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'ERROR_IN_CERT_NOT_AFTER_FIELD',
  'ERROR_IN_CERT_NOT_BEFORE_FIELD',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
  'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
  'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
]);

/**
 * What is wrong with the certificate of a server whose connection failed with this code, and what to do, as a clause
 * without its full stop: `its certificate has expired`. Null where the code is none of a certificate.
 */
export function certificateFault(code: string, host: string): string | null {
  if (code === expired) return 'its certificate has expired';
  if (code === notYetValid)
    return 'its certificate is not valid yet, by the clock of this machine: see whether that is right';
  if (unknownAuthority.has(code))
    return 'its certificate is signed by nobody whom this machine knows: if it is your own, name the file of its authority with ca= in the URL';
  if (otherName.has(code))
    return `its certificate is for another name than ${host}: write the name that it is for`;
  return others.has(code) ? `its certificate cannot be trusted (${code})` : null;
}

/** Whether a connection failed with this code over a certificate. */
export function isCertificateFault(code: string): boolean {
  return certificateFault(code, '') !== null;
}
