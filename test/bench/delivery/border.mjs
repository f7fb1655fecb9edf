/** One direction of a border on a stage: keys, agreement, topics, messages, and the two roles of the bridge. */
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { agreement, credential, kafka, model, testing } from './built.mjs';

const TEMPLATE = new URL('../../../deploy/agreements/mr-ml-demonstration.json', import.meta.url);
const BRIDGE = fileURLToPath(new URL('../../../dist/apps/bridge/src/main.js', import.meta.url));
export const LANE = 'alert.routine';
const DAY = 86_400_000;
const [FROM, TO] = ['MR', 'ML'];

const pair = (kind) => {
  const { privateKey } =
    kind === 'ec' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('x25519');
  return { kid: credential.publicJwk(privateKey).kid, key: privateKey };
};

const keysOfNation = () => ({
  authority: pair('ec'),
  origin: pair('ec'),
  receipt: pair('ec'),
  release: pair('ec'),
  gate: pair('x25519'),
  bridgeSeal: pair('x25519'),
});

export class Border {
  constructor(stage, partitions) {
    Object.assign(this, { stage, partitions });
    this.topics = kafka.topicRegistry(FROM, [TO], { partitions });
    this.keys = { [FROM]: keysOfNation(), [TO]: keysOfNation() };
    this.outbound = this.topics.outbound(LANE);
    this.released = this.topics.released(TO, LANE);
    this.inbound = this.topics.partnerInbound(TO, LANE);
  }

  static async open(stage, { partitions = 1 } = {}) {
    const border = new Border(stage, partitions);
    border.directory = join(stage.directory, `border-${partitions}-${randomUUID().slice(0, 4)}`);
    await mkdir(border.directory);
    const { stage: both } = border;
    await Promise.all([
      both.deleteTopics(
        both.own,
        border.topics.topics().map(({ name }) => name),
      ),
      both.deleteTopics(
        both.partner,
        kafka
          .topicRegistry(TO, [FROM], { partitions })
          .topics()
          .map(({ name }) => name),
      ),
    ]);
    await border.provision();
    await border.#conclude();
    return border;
  }

  /** Creates whatever topic is missing. */
  async provision() {
    const { stage, partitions } = this;
    const options = { partitions, acls: false };
    await Promise.all([
      kafka.provisionCluster(stage.client(stage.own), FROM, [TO], options),
      kafka.provisionCluster(stage.client(stage.partner), TO, [FROM], options),
    ]);
  }

  /** As before the first run of a role: nothing it wrote is there. */
  async forget(role) {
    const { stage, topics } = this;
    if (role === 'carry') {
      await stage.deleteTopics(stage.partner, [this.inbound, topics.partnerPosition(TO, LANE)]);
    } else {
      const position = topics.position(topics.enforceLink(LANE));
      const shared = [topics.outcome(), topics.decision(), topics.evidence()];
      await stage.deleteTopics(stage.own, [this.released, position, ...shared]);
    }
    await this.provision();
  }

  /** Complete tokens of an ordinary alert, sealed to our own bridge, each under a thread of its own. */
  outboundMessages(count) {
    const { origin, release, bridgeSeal } = this.keys[FROM];
    return Array.from({ length: count }, () => {
      const thread = randomUUID();
      const token = this.#token(thread, origin, release);
      return { key: thread, value: Buffer.from(credential.seal(token, bridgeSeal)), headers: hints() };
    });
  }

  /** The same, as our bridge lets them through: sealed for the partner's gate. */
  releasedMessages(count) {
    const { origin, release } = this.keys[FROM];
    const groups = ['instruction', 'birth-year', 'livestock', 'place-exact'];
    return Array.from({ length: count }, (_, sequence) => {
      const thread = randomUUID();
      const verified = credential.verifyToken(this.#token(thread, origin, release), {
        typ: credential.ALERT_TOKEN,
        now: new Date(),
        clockToleranceSeconds: 300,
        keyOf: (kid) => ({ kid, key: origin.key }),
      });
      const claims = {
        aud: TO,
        iat: seconds(),
        nonce: `${this.agreement.id}/${FROM}>${TO}/${this.released}/0/${sequence}`,
        agh: 'n1cXqqx7dDJ8eVrpcJHtGzDSs2QXpUxEWAqNSvKNeDI',
        apr: false,
        dec: 'n1cXqqx7dDJ8eVrpcJHtGzDSs2QXpUxEWAqNSvKNeDI',
      };
      const presentation = credential.presentToken(verified, groups, { key: release, claims });
      const value = Buffer.from(credential.seal(presentation, this.keys[TO].gate, { zip: true }));
      return { key: thread, value, headers: hints() };
    });
  }

  /** Spreads messages over the partitions by key, as the node does, and keeps what went where. */
  async produce(server, topic, messages) {
    const producer = this.stage.client(server).producer({
      allowAutoTopicCreation: false,
      createPartitioner: kafka.Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    const sent = Array.from({ length: this.partitions }, () => []);
    for (let from = 0; from < messages.length; from += 150) {
      const some = messages
        .slice(from, from + 150)
        .map((message) => ({ ...message, partition: this.topics.partitionOfKey(message.key) }));
      for (const { partition, key } of some) sent[partition].push(key);
      await producer.send({ topic, acks: -1, messages: some });
    }
    await producer.disconnect();
    return sent;
  }

  /** A role of the bridge as it is deployed, in a process of its own. */
  async start(role, { profile } = {}) {
    const { stage, directory } = this;
    const own = { BRIDGE_ROLE: role, ...(role === 'carry' ? this.#carry() : this.#enforce()) };
    const log = join(directory, `${role}.log`);
    const flags = profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`, '--cpu-prof-interval=500'] : [];
    const running = await testing.GuardedProcess.start({
      command: process.execPath,
      args: [...flags, BRIDGE],
      cwd: directory,
      env: {
        PATH: process.env.PATH,
        NATION: FROM,
        PARTNERS: TO,
        HTTP_PORT: '0',
        LOG_LEVEL: 'warn',
        KAFKA_BROKERS: stage.own.brokers.join(','),
        ...files('KAFKA', stage.tls),
        PAYLOAD_PARTITIONS: String(this.partitions),
        LINK_FIRST_RUN: 'true',
        ...own,
      },
      logFile: log,
      guardian: stage.guardian,
    });
    return { pid: running.pid, stop: () => running.stop(), log };
  }

  #carry() {
    return {
      PARTNER: TO,
      PARTNER_KAFKA_BROKERS: this.stage.partner.brokers.join(','),
      ...files('PARTNER_KAFKA', this.stage.tls),
    };
  }

  #enforce() {
    return {
      TRUST_FILE: join(this.directory, 'trust.json'),
      RELEASE_KEY_FILE: join(this.directory, 'release.key.pem'),
      BRIDGE_SEAL_KEY_FILE: join(this.directory, 'bridge-seal.key.pem'),
    };
  }

  #token(thread, origin, release) {
    const document = alert();
    const now = new Date();
    return credential.issueToken({
      typ: credential.ALERT_TOKEN,
      claims: {
        iss: FROM,
        jti: randomUUID(),
        ver: 1,
        iat: seconds(),
        exp: Math.floor(Date.parse(document.expiresAt) / 1000),
        cat: document.category,
        urg: document.urgency,
        hnd: document.handling,
        act: 'issue',
        sta: document.status,
        agr: this.agreement.id,
        thr: thread,
        cnf: { kid: release.kid },
      },
      groups: { ...model.groupsOf(document), [model.FLAGS_GROUP]: model.flagsOf(document, now) },
      padTo: 20,
      key: origin,
      random: randomBytes,
    }).token;
  }

  /** The demonstration agreement between the two, signed by both and published, with the files enforce reads. */
  async #conclude() {
    const template = JSON.parse(await readFile(TEMPLATE, 'utf8'));
    const validFrom = new Date(Date.now() - DAY).toISOString();
    const validUntil = new Date(Date.now() + DAY).toISOString();
    const keys = [FROM, TO].flatMap((nation) =>
      ['origin', 'release', 'receipt', 'gate'].map((role) => ({
        nation,
        role,
        jwk: credential.publicJwk(this.keys[nation][role].key),
        notBefore: validFrom,
        notAfter: validUntil,
      })),
    );
    this.agreement = agreement.draftAgreement(template, { keys, validFrom, validUntil });
    let signed = this.agreement;
    for (const nation of [FROM, TO])
      signed = await credential.signAgreement(signed, this.keys[nation].authority, nation);
    const { stage, directory } = this;
    const producer = stage
      .client(stage.own)
      .producer({ createPartitioner: kafka.Partitioners.DefaultPartitioner });
    await producer.connect();
    await producer.send({
      topic: this.topics.agreement(),
      acks: -1,
      messages: [{ key: this.agreement.id, value: JSON.stringify(signed) }],
    });
    await producer.disconnect();
    const roots = Object.fromEntries(
      [FROM, TO].map((nation) => [nation, credential.publicJwk(this.keys[nation].authority.key)]),
    );
    const pem = ({ key }) => key.export({ type: 'pkcs8', format: 'pem' });
    await writeFile(join(directory, 'trust.json'), JSON.stringify({ nation: FROM, roots, ceremony: null }));
    await writeFile(join(directory, 'release.key.pem'), pem(this.keys[FROM].release), { mode: 0o600 });
    await writeFile(join(directory, 'bridge-seal.key.pem'), pem(this.keys[FROM].bridgeSeal), { mode: 0o600 });
  }
}

const files = (prefix, { caFile, certFile, keyFile }) => ({
  [`${prefix}_CA_FILE`]: caFile,
  [`${prefix}_CERT_FILE`]: certFile,
  [`${prefix}_KEY_FILE`]: keyFile,
});

const seconds = () => Math.floor(Date.now() / 1000);

const hints = () =>
  kafka.cloudEventHeaders({
    id: randomUUID(),
    type: 'alert.issued',
    source: FROM,
    time: new Date(),
    contentType: 'application/jose',
    correlationId: randomUUID(),
  });

/** An invented herd and its invented thief: about as much as an officer writes. */
export const alert = () => ({
  category: 'CATTLE-THEFT',
  action: 'LOCATE-REPORT',
  urgency: 'routine',
  status: 'Actual',
  handling: 'H1',
  legalGround: 'OWNER-COMPLAINT',
  evaluation: { source: 'B', information: '2' },
  warnings: ['ARMED'],
  expiresAt: new Date(Date.now() + 30 * DAY).toISOString(),
  reference: 'NKC-417/31',
  person: {
    names: [
      { type: 'primary', script: 'Latn', full: 'Sidi Ould Tamrane' },
      { type: 'primary', script: 'Arab', full: 'سيدي ولد تمران' },
    ],
    birth: { date: '1987-05-02', precision: 'day' },
    sex: 'M',
    nationalities: ['UTO'],
  },
  livestock: { species: 'cattle', count: 40, brand: 'T7', coat: 'blanc et noir' },
  place: { lat: 15.6, lon: -6.4, radiusMetres: 500, name: 'puits nord', post: 'MR-ADB' },
  narrative: { language: 'fr', text: 'Quarante bœufs enlevés dans la nuit, vus au marché deux jours après.' },
  source: { type: 'resident', contact: '+000 55 00 17' },
});
