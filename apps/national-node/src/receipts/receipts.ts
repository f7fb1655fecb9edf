import { Inject, Injectable } from '@nestjs/common';
import { issueToken, type Randomness, type SigningKey } from '@passerelle/credential';
import type { ReceiptClaims, ReceiptKind } from '@passerelle/exchange-model';
import { AgreementRegistry } from '@passerelle/keys';
import { type Receipt, ReceiptRepository } from '@passerelle/persistence';
import { decideRelease, RECEIPTS_THAT_CROSS } from '@passerelle/sharing-agreement';
import { Clock, IdSource } from '@passerelle/runtime';
import type { EntityManager } from 'typeorm';
import { NationalNodeConfig } from '../config.js';
import { DeskReceipts } from '../desk/desk-receipts.js';
import { NodeRecords } from '../records/node-records.js';
import { RANDOM, RECEIPT_KEY } from '../tokens.js';

/** What this node states about a message. */
export interface ReceiptStatement {
  kind: ReceiptKind;
  /** The message: who issued the alert, under which `jti`, which version, and the digest where it is known. */
  about: { origin: string; jti: string; ver: number; digest?: string };
  /** Our alert that it belongs to; null for a message that was refused before it became one. */
  alertId: string | null;
  agreementId?: string | undefined;
  clause?: string | undefined;
  reason?: string | undefined;
  role?: string;
  post?: string | undefined;
  erasure?: ReceiptClaims['era'];
}

/** Signs the node's receipts, keeps them, and sends those that are the partner's to know (design §4). */
@Injectable()
export class Receipts {
  constructor(
    @Inject(NationalNodeConfig) private readonly config: NationalNodeConfig,
    @Inject(RECEIPT_KEY) private readonly key: SigningKey,
    @Inject(RANDOM) private readonly random: Randomness,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(IdSource) private readonly ids: IdSource,
    @Inject(ReceiptRepository) private readonly receipts: ReceiptRepository,
    @Inject(AgreementRegistry) private readonly agreements: AgreementRegistry,
    @Inject(DeskReceipts) private readonly desk: DeskReceipts,
    @Inject(NodeRecords) private readonly records: NodeRecords,
  ) {}

  /** Returns the digest of the signed receipt. */
  async state(manager: EntityManager, statement: ReceiptStatement): Promise<string> {
    const { kind, about, alertId, role = 'national-node' } = statement;
    const at = this.clock.now();
    const { token, digest } = issueToken({
      typ: 'passerelle-receipt+sd-jwt',
      claims: this.#claims(statement, role, at),
      groups: {},
      padTo: 0,
      key: this.key,
      random: this.random,
    });
    if (alertId !== null) {
      const receipt: Receipt = {
        alertId,
        jti: about.jti,
        ver: about.ver,
        kind,
        at,
        byNation: this.config.nation,
        byRole: role,
        post: statement.post ?? null,
        clause: statement.clause ?? null,
        reason: statement.reason ?? null,
        token,
        digest,
        direction: 'out',
      };
      await this.receipts.append(manager, receipt);
      await this.desk.tell(manager, receipt);
    }
    if (about.origin !== this.config.nation && crosses(kind))
      await this.#send(manager, kind, about.jti, token);
    return digest;
  }

  /** A redelivered message gets the receipts of its first delivery once more, never a better one. */
  async sendAgain(manager: EntityManager, alertId: string, jti: string, ver: number): Promise<void> {
    const known = await this.receipts.ofAlert(alertId, manager);
    for (const receipt of known) {
      const first = receipt.direction === 'out' && receipt.jti === jti && receipt.ver === ver;
      if (first && crosses(receipt.kind)) await this.#send(manager, receipt.kind, jti, receipt.token);
    }
  }

  #claims(statement: ReceiptStatement, role: string, at: Date): Record<string, unknown> {
    const { about, agreementId, clause, reason, erasure } = statement;
    const optional = {
      agr: agreementId,
      cls: clause,
      rsn: reason,
      pst: this.#postFor(statement, at),
      dig: about.digest,
      era: erasure,
    };
    return {
      iss: this.config.nation,
      jti: this.ids.uuid(),
      iat: Math.floor(at.getTime() / 1000),
      sub: `${about.origin}:${about.jti}`,
      ver: about.ver,
      rcp: statement.kind,
      rol: role,
      ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
    };
  }

  /** The post that acted, where the agreement has an article for it. */
  #postFor({ post, about }: ReceiptStatement, at: Date): string | undefined {
    if (post === undefined) return undefined;
    const under = this.agreements.ofPartner(about.origin)?.governing(at) ?? null;
    const direction = { from: this.config.nation, to: about.origin };
    const decision = decideRelease(under, { direction, kind: 'receipt', post: true }, at);
    return decision.outcome === 'release' ? post : undefined;
  }

  #send(manager: EntityManager, kind: string, jti: string, token: string): Promise<void> {
    const id = this.ids.uuid();
    return this.records.handToBridge(manager, {
      lane: 'receipt',
      key: jti,
      type: `receipt.${kind}`,
      id,
      token,
    });
  }
}

function crosses(kind: string): boolean {
  return (RECEIPTS_THAT_CROSS as readonly string[]).includes(kind);
}
