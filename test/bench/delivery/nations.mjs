/** A running sandbox as the benchmarks use it: clusters, databases, keys of a sender, processes of a receiver. */
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { alert, LANE } from './border.mjs';
import { agreement as agreements, credential, kafka, keys, model } from './built.mjs';

export class Nations {
  constructor(sandbox) {
    this.sandbox = sandbox;
    [this.sender, this.receiver] = Object.keys(sandbox.nations);
  }

  cluster(nation) {
    const { brokers, ca: caFile, cert: certFile, key: keyFile } = this.sandbox.nations[nation].kafka;
    return kafka.createKafka(
      { clientId: 'bench', brokers, tls: { caFile, certFile, keyFile } },
      kafka.silentLogger,
    );
  }

  async database(nation) {
    const url = new URL(this.sandbox.nations[nation].postgres);
    url.pathname = '/passerelle';
    const client = new Client({ connectionString: url.href });
    await client.connect();
    return client;
  }

  /** Process ids by service, the servers apart. */
  services(nation) {
    const own = this.sandbox.processes.filter((unit) => unit.nation === nation);
    const services = own.filter(({ name }) => !['kafka', 'postgres', 'openid'].includes(name));
    return Object.fromEntries(
      services.map(({ name, role, pid }) => [role ? `${name} (${role})` : name, pid]),
    );
  }

  get inbound() {
    return kafka.topicRegistry(this.receiver, [this.sender]).inbound(this.sender, LANE);
  }

  /** Authentic alerts of the sender as its bridge would deliver them, made with the sender's own keys. */
  async delivered(count) {
    const { origin, release, gate, agreementId, agreementHash } = await this.#keys();
    const released = kafka.topicRegistry(this.sender, [this.receiver]).released(this.receiver, LANE);
    const seconds = () => Math.floor(Date.now() / 1000);
    const document = { ...alert(), status: 'Test' };
    return Array.from({ length: count }, (_, sequence) => {
      const thread = randomUUID();
      const { token } = credential.issueToken({
        typ: credential.ALERT_TOKEN,
        claims: {
          iss: this.sender,
          jti: randomUUID(),
          ver: 1,
          iat: seconds(),
          exp: Math.floor(Date.parse(document.expiresAt) / 1000),
          cat: document.category,
          urg: document.urgency,
          hnd: document.handling,
          act: 'issue',
          sta: document.status,
          agr: agreementId,
          thr: thread,
          cnf: { kid: release.kid },
        },
        groups: { ...model.groupsOf(document), [model.FLAGS_GROUP]: model.flagsOf(document, new Date()) },
        padTo: 20,
        key: origin,
        random: randomBytes,
      });
      const verified = credential.verifyToken(token, {
        typ: credential.ALERT_TOKEN,
        now: new Date(),
        clockToleranceSeconds: 300,
        keyOf: (kid) => ({ kid, key: origin.key }),
      });
      const presentation = credential.presentToken(verified, RELEASED, {
        key: release,
        claims: {
          aud: this.receiver,
          iat: seconds(),
          nonce: `${agreementId}/${this.sender}>${this.receiver}/${released}/0/${sequence}`,
          agh: agreementHash,
          apr: false,
          dec: agreementHash,
        },
      });
      const headers = kafka.cloudEventHeaders({
        id: randomUUID(),
        type: 'alert.issued',
        source: this.sender,
        time: new Date(),
        contentType: 'application/jose',
      });
      return {
        partition: 0,
        key: thread,
        value: Buffer.from(credential.seal(presentation, gate, { zip: true })),
        headers,
      };
    });
  }

  async #keys() {
    const holder = (...path) => join(this.sandbox.nations[this.sender].dataDir, 'holders', ...path);
    const published = (nation, name) =>
      JSON.parse(
        readFileSync(join(this.sandbox.nations[nation].dataDir, 'public-keys', `${name}.jwk.json`), 'utf8'),
      );
    const gate = await keys.loadPublicJwk(
      join(this.sandbox.nations[this.receiver].dataDir, 'public-keys', 'gate.jwk.json'),
    );
    const roots = Object.fromEntries(
      [this.sender, this.receiver].map((nation) => [nation, published(nation, 'authority')]),
    );
    const topic = kafka.topicRegistry(this.receiver, [this.sender]).agreement();
    const records = await kafka.readQuarantine(this.cluster(this.receiver), topic, 0, 0n, 1_000);
    const { payload, hash } = await credential.verifyAgreement(
      JSON.parse(String(records.at(-1).value)),
      roots,
    );
    return {
      origin: await keys.loadSigningKey(holder('national-node', 'origin.key.pem')),
      release: await keys.loadSigningKey(holder('bridge-enforce', 'release.key.pem')),
      gate,
      agreementId: agreements.parseAgreement(payload).id,
      agreementHash: hash,
    };
  }
}

/** What the demonstration agreement releases of the alert. */
const RELEASED = ['instruction', 'birth-year', 'livestock', 'place-exact'];
