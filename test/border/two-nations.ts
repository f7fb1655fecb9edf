import { enforceTransform } from '../../apps/bridge/src/enforce/enforce.transform.js';
import { Gate } from '../../apps/national-node/src/admission/gate.js';
import { checkControl } from '../../apps/national-node/src/admission/check-control.js';
import { checkReceipt } from '../../apps/national-node/src/admission/check-receipt.js';
import { checkAlert, claimsOf } from '../../apps/national-node/src/admission/check-alert.js';
import { checkBlock, type CheckedEntry } from '../../apps/national-node/src/admission/check-block.js';
import {
  digest,
  type GeneralJws,
  issueBlock,
  issueToken,
  presentToken,
  publicJwk,
  seal,
  signAgreement,
  type SigningKey,
  verifyToken,
} from '@passerelle/credential';
import {
  type AlertDocument,
  type ControlClaims,
  flagsOf,
  groupsOf,
  parseBlockClaims,
  parseControlClaims,
  parseReceiptClaims,
  type ReceiptClaims,
} from '@passerelle/exchange-model';
import { AgreementRegistry, type GateKey, type Trust } from '@passerelle/keys';
import { cloudEventHeaders, type KafkaRecord, type Lane, topicRegistry } from '@passerelle/kafka';
import type { OutputRecord, SourceRecord } from '@passerelle/link';
import type { SharingAgreement } from '@passerelle/sharing-agreement';
import { FakeClock } from '@passerelle/testing';
import { createPublicKey, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

export const NOW = new Date('2031-03-12T08:00:00Z');
const DAY = 86_400_000;
const BLOCK = 'block-1';
const TEMPLATE = new URL('../../deploy/agreements/mr-ml-demonstration.json', import.meta.url);

export interface NationKeys {
  authority: SigningKey;
  origin: SigningKey;
  receipt: SigningKey;
  release: SigningKey;
  gate: GateKey;
  bridgeSeal: GateKey;
}

const pair = (kind: 'ec' | 'x25519'): SigningKey => {
  const { privateKey } =
    kind === 'ec' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('x25519');
  return { kid: publicJwk(privateKey).kid, key: privateKey };
};

export const nationKeys = (): NationKeys => ({
  authority: pair('ec'),
  origin: pair('ec'),
  receipt: pair('ec'),
  release: pair('ec'),
  gate: pair('x25519'),
  bridgeSeal: pair('x25519'),
});

/** Both nations with their keys and the demonstration agreement; no broker, no database, a clock that stands still. */
export class TwoNations {
  readonly clock = new FakeClock(NOW);
  readonly keys: Record<string, NationKeys> = { MR: nationKeys(), ML: nationKeys() };
  readonly registries: Record<string, AgreementRegistry>;

  constructor() {
    const roots = {
      MR: publicJwk(this.keysOf('MR').authority.key),
      ML: publicJwk(this.keysOf('ML').authority.key),
    };
    const trust = (nation: string): Trust => ({ nation, roots, ceremony: null });
    this.registries = {
      MR: new AgreementRegistry(trust('MR'), ['ML']),
      ML: new AgreementRegistry(trust('ML'), ['MR']),
    };
  }

  keysOf(nation: string): NationKeys {
    return this.keys[nation]!;
  }

  /** As a node of the nation reads it from its file. */
  publicSealOf(nation: string): ReturnType<typeof publicJwk> {
    return publicJwk(this.keysOf(nation).bridgeSeal.key);
  }

  /** The demonstration agreement, changed as a test needs it. */
  agreement(change: (draft: SharingAgreement) => void = () => undefined): SharingAgreement {
    const draft = JSON.parse(readFileSync(TEMPLATE, 'utf8')) as SharingAgreement;
    draft.validFrom = new Date(NOW.getTime() - DAY).toISOString();
    draft.validUntil = new Date(NOW.getTime() + 365 * DAY).toISOString();
    draft.keys = ['MR', 'ML'].flatMap((nation) =>
      (['origin', 'release', 'receipt', 'gate'] as const).map((role) => ({
        nation,
        role,
        jwk: publicJwk(this.keysOf(nation)[role].key) as SharingAgreement['keys'][number]['jwk'],
        notBefore: draft.validFrom,
        notAfter: draft.validUntil,
      })),
    );
    change(draft);
    return draft;
  }

  async sign(agreement: SharingAgreement, nations = ['MR', 'ML']): Promise<GeneralJws> {
    let signed: unknown = agreement;
    for (const nation of nations) signed = await signAgreement(signed, this.keysOf(nation).authority, nation);
    return signed as GeneralJws;
  }

  /** Puts a version in force on both sides. */
  async conclude(agreement = this.agreement()): Promise<void> {
    const document = JSON.stringify(await this.sign(agreement));
    for (const registry of Object.values(this.registries)) {
      const outcome = await registry.accept(document);
      if (!outcome.accepted) throw new Error(`not accepted: ${outcome.reason}`);
    }
  }

  /** A complete token as MR's node signs it; a test may replace claims, groups or the key. */
  issue(
    document: AlertDocument,
    change: { claims?: object; groups?: object; key?: SigningKey } = {},
  ): string {
    const { origin, release } = this.keysOf('MR');
    const now = this.clock.now();
    return issueToken({
      typ: 'passerelle-alert+sd-jwt',
      claims: {
        iss: 'MR',
        jti: randomUUID(),
        ver: 1,
        iat: Math.floor(now.getTime() / 1000),
        exp: Math.floor(Date.parse(document.expiresAt) / 1000),
        cat: document.category,
        urg: document.urgency,
        hnd: document.handling,
        act: 'issue',
        sta: document.status,
        agr: 'mr-ml-demonstration',
        thr: 'thread-1',
        cnf: { kid: release.kid },
        ...change.claims,
      },
      groups: { ...groupsOf(document), flags: flagsOf(document, now), ...change.groups },
      padTo: 20,
      key: change.key ?? origin,
      random: randomBytes,
    }).token;
  }

  /** A message of MR's node that only ends an alert: clear claims, and no group. */
  issueEmpty(claims: object): string {
    const { thr, ...others } = { thr: 'thread-1', ...claims };
    const document = trafficker();
    const { origin, release } = this.keysOf('MR');
    const now = Math.floor(this.clock.now().getTime() / 1000);
    return issueToken({
      typ: 'passerelle-alert+sd-jwt',
      claims: {
        iss: 'MR',
        iat: now,
        exp: Math.floor(Date.parse(document.expiresAt) / 1000),
        cat: document.category,
        urg: document.urgency,
        hnd: document.handling,
        sta: document.status,
        agr: 'mr-ml-demonstration',
        thr,
        cnf: { kid: release.kid },
        ...others,
      },
      groups: {},
      padTo: 20,
      key: origin,
      random: randomBytes,
    }).token;
  }

  /** A receipt of MR's node about an alert of ML. */
  receipt(claims: object = {}): string {
    return issueToken({
      typ: 'passerelle-receipt+sd-jwt',
      claims: {
        iss: 'MR',
        jti: randomUUID(),
        iat: Math.floor(this.clock.now().getTime() / 1000),
        agr: 'mr-ml-demonstration',
        sub: `ML:${randomUUID()}`,
        ver: 1,
        rcp: 'acknowledged',
        rol: 'desk',
        ...claims,
      },
      groups: {},
      padTo: 0,
      key: this.keysOf('MR').receipt,
      random: randomBytes,
    }).token;
  }

  /** What MR's node says to ML's about the exchange itself. */
  control(claims: object = {}, change: { groups?: object; key?: SigningKey } = {}): string {
    const groups = { ...change.groups };
    return issueToken({
      typ: 'passerelle-control+sd-jwt',
      claims: {
        iss: 'MR',
        jti: randomUUID(),
        iat: Math.floor(this.clock.now().getTime() / 1000),
        agr: 'mr-ml-demonstration',
        ctl: 'heartbeat',
        ...claims,
      },
      groups,
      padTo: Object.keys(groups).length,
      key: change.key ?? this.keysOf('MR').receipt,
      random: randomBytes,
    }).token;
  }

  /** A block as MR's node signs it; `act` of an entry decides whether it has groups. */
  issueBlock(
    entries: { document: AlertDocument; claims?: object; groups?: object }[],
    claims: object = {},
  ): string {
    const { origin, release } = this.keysOf('MR');
    const now = this.clock.now();
    return issueBlock({
      claims: {
        iss: 'MR',
        jti: BLOCK,
        iat: Math.floor(now.getTime() / 1000),
        lst: 'persons',
        agr: 'mr-ml-demonstration',
        cnf: { kid: release.kid },
        ...claims,
      },
      entries: entries.map(({ document, claims, groups }, index) => ({
        claims: {
          jti: `entry-${index + 1}`,
          ver: 1,
          act: 'add',
          cat: document.category,
          urg: document.urgency,
          hnd: document.handling,
          sta: document.status,
          exp: Math.floor(Date.parse(document.expiresAt) / 1000),
          ...claims,
        },
        groups: { ...(groups ?? { ...groupsOf(document), flags: flagsOf(document, now) }) },
      })),
      padGroupsTo: 20,
      padEntriesTo: 16,
      key: origin,
      random: randomBytes,
    }).token;
  }

  enforceBlock(token: string): Promise<OutputRecord[]> {
    return this.enforce(token, 'watchlist', hints('watchlist.block'), BLOCK);
  }

  /** ML's gate and its check of a block: each entry with its refusal. */
  admitBlock(record: KafkaRecord): CheckedEntry[] {
    const message = this.#gate().authenticateBlock(record);
    return checkBlock(record, message, parseBlockClaims(message.presentation.claims));
  }

  /** What MR's bridge makes of a token on a lane. */
  async enforce(
    token: string,
    lane: Lane = 'alert.urgent',
    headers: object = {},
    key = 'thread-1',
  ): Promise<OutputRecord[]> {
    const { bridgeSeal, release } = this.keysOf('MR');
    const topics = topicRegistry('MR', ['ML']);
    const record: SourceRecord = {
      topic: topics.outbound(lane),
      partition: 0,
      offset: 0n,
      key,
      value: Buffer.from(seal(token, { kid: bridgeSeal.kid, key: bridgeSeal.key })),
      headers: { ...hints('alert.issued'), ...headers },
      timestamp: NOW,
    };
    const enforcement = {
      nation: 'MR',
      agreements: this.registries['MR']!,
      topics,
      releaseKey: release,
      bridgeSeal,
      clock: this.clock,
      ids: { uuid: randomUUID },
      random: randomBytes,
    };
    let sequence = 0n;
    const context = { nextSequence: () => sequence++, sourceTopic: record.topic, sourcePartition: 0 };
    return enforceTransform(lane, topics.enforceLink(lane), enforcement)(record, context);
  }

  /** What a bridge that ignores the agreement would send: any groups, under MR's own release key. */
  releaseRegardless(token: string, groups: string[]): string {
    const { origin, release } = this.keysOf('MR');
    const now = this.clock.now();
    const verified = verifyToken(token, {
      typ: 'passerelle-alert+sd-jwt',
      now,
      clockToleranceSeconds: 0,
      keyOf: (kid) => ({ kid, key: createPublicKey(origin.key) }),
    });
    const presentation = presentToken(verified, groups, {
      key: release,
      claims: {
        aud: 'ML',
        iat: Math.floor(now.getTime() / 1000),
        nonce: 'mr-ml-demonstration/MR>ML/mr.released.ml.alert.urgent.v1/0/0',
        agh: this.registries['ML']!.partners[0]!.latest()!.hash,
        apr: false,
        dec: 'forged',
      },
    });
    return seal(presentation, this.registries['MR']!.partners[0]!.gateKey('ML', now));
  }

  /** A released record as MR's carry delivers it to ML. */
  delivered(released: OutputRecord, change: Partial<KafkaRecord> = {}): KafkaRecord {
    return {
      topic: released.topic.replace('mr.released.ml.', 'ml.inbound.mr.'),
      partition: released.partition,
      offset: 0n,
      key: released.key,
      value: Buffer.from(released.value),
      headers: released.headers ?? {},
      timestamp: NOW,
      ...change,
    };
  }

  /** ML's gate and its check; throws what the node would quarantine for. */
  admit(record: KafkaRecord): { groups: string[]; digest: string; claims: ReturnType<typeof claimsOf> } {
    const message = this.#gate().authenticate(record, 'passerelle-alert+sd-jwt');
    const claims = claimsOf(message);
    checkAlert(record, message, claims);
    return { groups: [...message.presentation.groups.keys()], digest: message.presentation.digest, claims };
  }

  admitReceipt(record: KafkaRecord): ReceiptClaims {
    const message = this.#gate().authenticate(record, 'passerelle-receipt+sd-jwt');
    const claims = parseReceiptClaims(message.presentation.claims);
    checkReceipt(record, message, claims);
    return claims;
  }

  admitControl(record: KafkaRecord): ControlClaims {
    const message = this.#gate().authenticate(record, 'passerelle-control+sd-jwt');
    const claims = parseControlClaims(message.presentation.claims);
    checkControl(record, message, claims);
    return claims;
  }

  #gate(): Gate {
    return new Gate(
      { nation: 'ML' } as never,
      topicRegistry('ML', ['MR']),
      this.registries['ML']!,
      [this.keysOf('ML').gate],
      this.clock,
    );
  }
}

export const hints = (type: string): Record<string, string> =>
  cloudEventHeaders({ id: randomUUID(), type, source: 'MR', time: NOW, contentType: 'application/jose' });

/** The one record for a topic whose name starts so, read as JSON where it is. */
export const outputTo = (records: readonly OutputRecord[], stage: string): OutputRecord | undefined =>
  records.find(({ topic }) => topic.split('.')[1] === stage);

export const jsonOf = (record: OutputRecord | undefined): Record<string, unknown> =>
  JSON.parse(String(record?.value)) as Record<string, unknown>;

export const digestOf = (token: string): string => {
  const [jwt = ''] = token.split('~');
  return digest(jwt.slice(0, jwt.lastIndexOf('.')));
};

/** An invented person, with every group filled. */
export function trafficker(change: Partial<AlertDocument> = {}): AlertDocument {
  return {
    category: 'TRAFFICKING-PERSONS',
    action: 'LOCATE-REPORT',
    urgency: 'urgent',
    status: 'Actual',
    handling: 'H1',
    legalGround: 'PROSECUTOR-ORDER',
    evaluation: { source: 'B', information: '2' },
    warnings: ['ARMED'],
    expiresAt: '2031-06-30T00:00:00Z',
    reference: 'NKC-417/31',
    person: {
      names: [
        { type: 'primary', script: 'Latn', full: 'Sidi Ould Tamrane' },
        { type: 'primary', script: 'Arab', full: 'سيدي ولد تمران' },
      ],
      birth: { date: '1987-05-02', precision: 'day' },
      sex: 'M',
      nationalities: ['UTO'],
      documents: [{ type: 'passport', number: 'UTO7781B04', issuer: 'UTO' }],
      phones: ['+000 4417 2290'],
      marks: 'cicatrice au poignet gauche',
    },
    vehicle: { plate: 'DEMO-417', type: '4x4', colour: 'blanc' },
    place: { lat: 15.6, lon: -6.4, radiusMetres: 500, name: 'puits nord', post: 'MR-ADB' },
    narrative: { language: 'fr', text: 'Vu deux fois au marché.' },
    source: { type: 'resident', contact: 'informateur 12', note: 'craint des représailles' },
    ...change,
  };
}
