import { isCertificateFault } from '../../mail/certificate-fault.ts';

/** Whether a socket failed over TLS, which no repetition cures, and not for want of a network. */
export function isTlsFault(code: string | undefined): boolean {
  return code !== undefined && (isCertificateFault(code) || /^(ERR_(TLS|SSL)_|EPROTO$)/.test(code));
}
