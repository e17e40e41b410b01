import { describe, expect, it } from 'vitest';
import { idHeaders } from '../../../src/delivery/relay/provider-headers.ts';

describe('idHeaders', () => {
  it('asks for a field only where the relay is of a provider that hands nothing else back', () => {
    const hosts = (...names: string[]) => names.map((host) => ({ host }));
    expect(idHeaders(hosts('smtp.postmarkapp.com'))).toEqual(['X-PM-Metadata-pennypost']);
    expect(idHeaders(hosts('127.0.0.1', 'smtp-relay.brevo.com'))).toEqual(['X-Mailin-custom']);
    expect(idHeaders(hosts('smtp.example.com', 'notpostmarkapp.com', 'brevo.com.example'))).toEqual([]);
  });
});
