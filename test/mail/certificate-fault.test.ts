import { expect, it } from 'vitest';
import { certificateFault, isCertificateFault } from '../../src/mail/certificate-fault.ts';

it.each([
  ['CERT_HAS_EXPIRED', /has expired$/],
  ['CERT_NOT_YET_VALID', /not valid yet, by the clock of this machine/],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', /signed by nobody .* ca= in the URL$/],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /signed by nobody/],
  ['ERR_TLS_CERT_ALTNAME_INVALID', /for another name than mail\.example: write the name/],
  ['CERT_REVOKED', /cannot be trusted \(CERT_REVOKED\)$/],
])('says what is wrong with a certificate: %s', (code, words) => {
  expect(certificateFault(code, 'mail.example')).toMatch(words);
  expect(isCertificateFault(code)).toBe(true);
});

it('says nothing of what is no fault of one', () => {
  for (const code of ['', 'ECONNRESET', 'ERR_SSL_WRONG_VERSION_NUMBER']) {
    expect(certificateFault(code, 'mail.example')).toBeNull();
    expect(isCertificateFault(code)).toBe(false);
  }
});
