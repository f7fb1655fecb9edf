import { createPrivateKey, X509Certificate } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createCertificateAuthority, issueCertificate } from './certificates.js';

describe('certificates', () => {
  it('are believed by whoever trusts their authority, and by nobody else', async () => {
    const [ours, theirs] = await Promise.all([
      createCertificateAuthority('XA'),
      createCertificateAuthority('XB'),
    ]);
    const issued = await issueCertificate(ours, {
      commonName: 'xa-auditor',
      hosts: ['127.0.0.1', 'localhost'],
    });
    const certificate = new X509Certificate(issued.certificate);

    expect(certificate.verify(new X509Certificate(ours.certificate).publicKey)).toBe(true);
    expect(certificate.verify(new X509Certificate(theirs.certificate).publicKey)).toBe(false);
    expect(certificate.subject).toBe('CN=xa-auditor');
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(certificate.checkHost('localhost')).toBe('localhost');
    expect(certificate.ca).toBe(false);
  });

  it('come with their PKCS#8 private key on P-256', async () => {
    const authority = await createCertificateAuthority('XA');
    const issued = await issueCertificate(authority, { commonName: 'xa-admin', hosts: [] });
    const key = createPrivateKey(issued.privateKey);

    expect(issued.privateKey).toMatch(/^-----BEGIN PRIVATE KEY-----/);
    expect(key.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
    expect(new X509Certificate(issued.certificate).checkPrivateKey(key)).toBe(true);
  });
});
