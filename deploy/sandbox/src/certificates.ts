import { type CertifiedKey, createCertificateAuthority, issueCertificate } from '@passerelle/testing';
import { chmod, readFile } from 'node:fs/promises';
import { exists, writePrivate } from './files.js';
import { type Credentials, HOLDERS, type NationLayout } from './layout.js';
import { slug } from './nations.js';

const LOOPBACK = ['127.0.0.1', 'localhost'];

/**
 * Every nation's own certificate authority, a certificate per holder, and for each partner's carry one that the host
 * nation issues: whoever enters a cluster does so under that cluster's authority. What is there already stays.
 */
export async function issueCertificates(layouts: readonly NationLayout[]): Promise<void> {
  for (const layout of layouts) {
    const authority = await authorityOf(layout);
    for (const holder of HOLDERS) {
      const hosts = holder === 'kafka' ? LOOPBACK : [];
      await issue(authority, { commonName: layout.principal(holder), hosts }, layout.credentials(holder));
    }
    for (const partner of layouts.filter((other) => other !== layout)) {
      const subject = { commonName: `${slug(partner.nation.code)}-carry`, hosts: [] };
      await issue(authority, subject, partner.credentialsAt(layout.nation.code));
    }
  }
}

async function authorityOf(layout: NationLayout): Promise<CertifiedKey> {
  const certFile = layout.path('certificate-authority', 'cert.pem');
  const keyFile = layout.path('certificate-authority', 'key.pem');
  if (!(await exists(certFile))) {
    const authority = await createCertificateAuthority(`Passerelle sandbox ${layout.nation.code}`);
    await writePrivate(keyFile, authority.privateKey);
    await writePrivate(certFile, authority.certificate);
  }
  return { certificate: await readFile(certFile, 'utf8'), privateKey: await readFile(keyFile, 'utf8') };
}

async function issue(
  authority: CertifiedKey,
  subject: { commonName: string; hosts: string[] },
  { caFile, certFile, keyFile }: Credentials,
): Promise<void> {
  if (await exists(certFile)) return;
  const issued = await issueCertificate(authority, subject);
  await writePrivate(keyFile, issued.privateKey);
  await writePrivate(caFile, authority.certificate);
  await writePrivate(certFile, issued.certificate);
  await chmod(caFile, 0o644);
}
