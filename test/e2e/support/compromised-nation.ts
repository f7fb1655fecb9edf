import { createPublicKey, randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import {
  issueToken,
  presentToken,
  type ReleaseClaims,
  seal,
  type SealKey,
  type SigningKey,
  type TokenType,
  verifyAgreement,
  verifyToken,
} from '@passerelle/credential';
import { type AlertDocument, groupsOf } from '@passerelle/exchange-model';
import { type Lane, cloudEventHeaders } from '@passerelle/kafka';
import { loadPublicJwk, loadSigningKey } from '@passerelle/keys';
import { clusterOf, entryOf, type Message, recordsOf, registryOf } from './cluster.js';

/** What of an honest message a forger changes; everything left out stays honest. */
export interface Forgery {
  document?: object;
  /** Replaces or adds claims; `undefined` removes one. */
  claims?: Record<string, unknown>;
  /** Replaces or adds groups of the complete token. */
  groups?: Record<string, unknown>;
  /** Groups that cross. */
  disclosed?: string[];
  release?: Partial<ReleaseClaims>;
  typ?: TokenType;
  originKey?: SigningKey;
  releaseKey?: SigningKey;
  lane?: Lane;
  key?: string;
  headers?: Record<string, string>;
}

type Keys = Record<'origin' | 'receipt' | 'release', SigningKey>;

/**
 * An attacker who holds every signing key of one nation and writes on the other's inbound topics: whatever it sends is
 * authentic, and only the receiver's own checks are left.
 */
export class CompromisedNation {
  private constructor(
    readonly nation: string,
    readonly partner: string,
    readonly keys: Keys,
    private readonly gate: SealKey,
    readonly agreement: { id: string; hash: string },
  ) {}

  static async take(nation: string, partner: string): Promise<CompromisedNation> {
    const holder = (...path: string[]) => join(entryOf(nation).dataDir, 'holders', ...path);
    const [origin, receipt, release] = await Promise.all([
      loadSigningKey(holder('national-node', 'origin.key.pem')),
      loadSigningKey(holder('national-node', 'receipt.key.pem')),
      loadSigningKey(holder('bridge-enforce', 'release.key.pem')),
    ]);
    const jwkOf = (of: string, name: string) =>
      loadPublicJwk(join(entryOf(of).dataDir, 'public-keys', `${name}.jwk.json`));
    const gate = await jwkOf(partner, 'gate');
    const roots = {
      [nation]: (await jwkOf(nation, 'authority')).jwk,
      [partner]: (await jwkOf(partner, 'authority')).jwk,
    };
    const published = await recordsOf(clusterOf(partner), registryOf(partner).agreement());
    const { payload, hash } = await verifyAgreement(JSON.parse(String(published.at(-1)!.value)), roots);
    const agreement = { id: (payload as { id: string }).id, hash };
    return new CompromisedNation(nation, partner, { origin, receipt, release }, gate, agreement);
  }

  /** An alert that the agreement allows unless the forgery says otherwise, sealed, with its headers. */
  alert(jti: string, document: object, forgery: Forgery = {}): Message {
    const alert = { ...document, ...forgery.document } as AlertDocument;
    const claims = this.#claims(jti, alert, forgery);
    const groups = { ...groupsOf(alert), ...forgery.groups };
    const complete = issueToken({
      typ: forgery.typ ?? 'passerelle-alert+sd-jwt',
      claims,
      groups,
      padTo: 25,
      key: forgery.originKey ?? this.keys.origin,
      random: randomBytes,
    }).token;
    return this.#release(complete, 'alert.issued', forgery.disclosed ?? ['instruction', 'vehicle'], claims, {
      lane: 'alert.urgent',
      ...forgery,
    });
  }

  receipt(claims: Record<string, unknown>, forgery: Forgery = {}): Message {
    const complete = issueToken({
      typ: 'passerelle-receipt+sd-jwt',
      claims: {
        iss: this.nation,
        jti: randomUUID(),
        iat: seconds(),
        agr: this.agreement.id,
        ver: 1,
        rol: 'national-node',
        ...claims,
      },
      groups: {},
      padTo: 0,
      key: forgery.originKey ?? this.keys.receipt,
      random: randomBytes,
    }).token;
    return this.#release(
      complete,
      `receipt.${String(claims['rcp'])}`,
      [],
      { thr: claims['sub'] },
      {
        lane: 'receipt',
        ...forgery,
      },
    );
  }

  #claims(jti: string, alert: AlertDocument, { claims }: Forgery): Record<string, unknown> {
    const all = {
      iss: this.nation,
      jti,
      ver: 1,
      iat: seconds(),
      exp: Math.floor(Date.parse(alert.expiresAt) / 1000),
      cat: alert.category,
      urg: alert.urgency,
      hnd: alert.handling,
      act: 'issue',
      sta: alert.status,
      agr: this.agreement.id,
      thr: randomUUID(),
      cnf: { kid: this.keys.release.kid },
      ...claims,
    };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  }

  #release(
    complete: string,
    type: string,
    disclosed: string[],
    claims: Record<string, unknown>,
    forgery: Forgery & { lane: Lane },
  ): Message {
    const { lane, originKey, typ, releaseKey, release, headers, key } = forgery;
    const signer = originKey ?? (lane === 'receipt' ? this.keys.receipt : this.keys.origin);
    const verified = verifyToken(complete, {
      typ: typ ?? (lane === 'receipt' ? 'passerelle-receipt+sd-jwt' : 'passerelle-alert+sd-jwt'),
      now: new Date(((claims['iat'] as number | undefined) ?? seconds()) * 1000),
      clockToleranceSeconds: 300,
      keyOf: (kid) => ({ kid, key: createPublicKey(signer.key) }),
    });
    // Without claims no release key is bound, so that a wrong one can sign.
    const presentation = presentToken({ ...verified, claims: {} }, disclosed, {
      key: releaseKey ?? this.keys.release,
      claims: { ...this.#statement(lane), ...release },
    });
    return {
      topic: registryOf(this.partner).inbound(this.nation, lane),
      key: key ?? String(claims['thr']),
      value: Buffer.from(seal(presentation, this.gate)),
      headers: { ...this.#hints(type), ...headers },
    };
  }

  #statement(lane: Lane): Omit<ReleaseClaims, 'sd_hash'> {
    const released = registryOf(this.nation).released(this.partner, lane);
    return {
      aud: this.partner,
      iat: seconds(),
      nonce: `${this.agreement.id}/${this.nation}>${this.partner}/${released}/0/1000000`,
      agh: this.agreement.hash,
      apr: false,
      dec: 'forged',
    };
  }

  #hints(type: string): Record<string, string> {
    return cloudEventHeaders({
      id: randomUUID(),
      type,
      source: this.nation,
      time: new Date(),
      contentType: 'application/jose',
    });
  }
}

const seconds = (): number => Math.floor(Date.now() / 1000);
