/**
 * Two clusters of one broker each and nothing else, behind TLS as in earnest, with one principal that may do all, so
 * that a link and what it is measured beside meet the same. Nobody else writes here: totals and order can be checked
 * to the last record.
 */
import { rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kafka, testing } from './built.mjs';

const PRINCIPAL = 'bench';

export class Stage {
  static async open() {
    const stage = new Stage();
    stage.directory = await mkdtemp(join(tmpdir(), 'passerelle-bench-'));
    process.once('exit', () => rmSync(stage.directory, { recursive: true, force: true }));
    stage.guardian = await testing.sharedGuardian();
    stage.tls = await stage.#certify();
    const start = (name) =>
      testing.startKafka({
        directory: join(stage.directory, name),
        guardian: stage.guardian,
        underLoad: true,
        heapMegabytes: 768,
        tls: { ...stage.tls, principal: PRINCIPAL },
      });
    [stage.own, stage.partner] = await Promise.all([start('own'), start('partner')]);
    return stage;
  }

  client(server) {
    return kafka.createKafka(
      { clientId: 'bench', brokers: server.brokers, tls: this.tls },
      kafka.silentLogger,
    );
  }

  /** Deletes topics and waits until their names are free. */
  async deleteTopics(server, topics) {
    const admin = this.client(server).admin();
    await admin.connect();
    try {
      const there = (await admin.listTopics()).filter((name) => topics.includes(name));
      if (there.length > 0) await admin.deleteTopics({ topics: there });
      while ((await admin.listTopics()).some((name) => there.includes(name))) await pause(100);
      const groups = (await admin.listGroups()).groups.map(({ groupId }) => groupId);
      if (groups.length > 0) await admin.deleteGroups(groups).catch(() => undefined);
    } finally {
      await admin.disconnect();
    }
  }

  async #certify() {
    const authority = await testing.createCertificateAuthority('Passerelle bench');
    const subject = { commonName: PRINCIPAL, hosts: ['127.0.0.1', 'localhost'] };
    const { certificate, privateKey } = await testing.issueCertificate(authority, subject);
    const file = async (name, content) => {
      const path = join(this.directory, name);
      await writeFile(path, content, { mode: 0o600 });
      return path;
    };
    return {
      caFile: await file('ca.pem', authority.certificate),
      certFile: await file('cert.pem', certificate),
      keyFile: await file('key.pem', privateKey),
    };
  }

  async close() {
    await Promise.all([this.own.stop(), this.partner.stop()]);
    await this.guardian.release();
    await rm(this.directory, { recursive: true, force: true });
  }
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
