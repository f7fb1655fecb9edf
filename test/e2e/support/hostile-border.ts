import { expect } from '@jest/globals';
import { digest, type SigningKey, thumbprint } from '@passerelle/credential';
import type { KafkaClient } from '@passerelle/kafka';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { alertOf } from './alerts.js';
import { clusterOf, type Message, put, quarantined, reasonOf } from './cluster.js';
import { CompromisedNation, type Forgery } from './compromised-nation.js';
import { copySeen, eventually, Machine } from './sandbox.js';

/** Puts messages straight on a nation's inbound topics, past both bridges, and sees what becomes of them. */
export class HostileBorder {
  readonly #ids: string[] = [];
  readonly #partner: Machine;
  readonly #desk: Machine;
  readonly #auditor: Machine;
  readonly #document = alertOf('STOLEN-VEHICLE');

  private constructor(
    readonly attacker: CompromisedNation,
    readonly cluster: KafkaClient,
    private readonly victim: string,
  ) {
    this.#partner = new Machine(victim, 'system');
    this.#desk = new Machine(victim, 'desk');
    this.#auditor = new Machine(victim, 'auditor');
  }

  static async between(attacker: string, victim: string): Promise<HostileBorder> {
    const compromised = await CompromisedNation.take(attacker, victim);
    return new HostileBorder(compromised, clusterOf(victim), victim);
  }

  /** An alert that would be admitted but for the forgery. */
  message(forgery: Forgery = {}): Message {
    const jti = randomUUID();
    this.#ids.push(jti);
    return this.attacker.alert(jti, this.#document, forgery);
  }

  /** Kept in quarantine as it came, under this reason, told in the history; and the one behind it is admitted. */
  async expectRefused(message: Message, reason: string): Promise<void> {
    const { topic, value } = message;
    const offset = await put(this.cluster, message);
    const kept = await quarantined(this.cluster, this.victim, { topic, offset });
    expect(reasonOf(kept)).toBe(reason);
    expect(kept.value?.equals(value ?? Buffer.alloc(0))).toBe(true);
    await eventually(
      async () =>
        (await this.#auditor.all<Record<string, unknown>>('auditor', '/v1/history')).some(
          (item) =>
            item['kind'] === 'quarantined' &&
            item['digest'] === digest(value ?? '') &&
            item['reason'] === reason,
        ),
      `${reason} in the history`,
    );
    await this.expectNextAdmitted();
  }

  async expectNextAdmitted(): Promise<void> {
    const jti = randomUUID();
    await put(this.cluster, this.attacker.alert(jti, this.#document));
    await copySeen(this.#partner, jti);
  }

  /** Nothing that was refused became an alert or reached an officer. */
  async expectNoTrace(): Promise<void> {
    const notified = await this.#desk.all<{ originAlertId?: string }>('desk', '/v1/notifications');
    const copies = await this.#partner.all<{ originAlertId?: string }>('api', '/v1/alerts');
    const seen = new Set([...notified, ...copies].map(({ originAlertId }) => originAlertId));
    expect(this.#ids.filter((jti) => seen.has(jti))).toEqual([]);
  }
}

/** A key that no agreement names. */
export function strangersKey(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { kid: thumbprint(publicKey.export({ format: 'jwk' })), key: privateKey };
}
