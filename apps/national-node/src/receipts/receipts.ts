import { Inject, Injectable } from '@nestjs/common';
import { derivedId, issueToken, type Randomness, type SigningKey } from '@passerelle/credential';
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
  /** What else tells this statement from others about the same message: an officer's act, the partner it concerns. */
  cause?: string;
  /** When what it states happened, where that is not now. */
  at?: Date;
}

export interface SignedReceipt {
  statement: ReceiptStatement;
  /** Its `jti`: the same for the same statement, however often it is made (docs/adr/0013). */
  receiptJti: string;
  role: string;
  at: Date;
  token: string;
  /** Of the token's signing input. */
  digest: string;
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

  /** Returns the digest of the signed receipt. Of an officer's act that is told again the first receipt is sent again. */
  async state(manager: EntityManager, statement: ReceiptStatement): Promise<string> {
    const known = statement.cause === undefined ? null : await this.#known(manager, statement);
    if (known) {
      if (statement.about.origin !== this.config.nation) await this.#sendReceipt(manager, known);
      return known.digest;
    }
    const signed = this.sign(statement);
    await this.keep(manager, [signed]);
    await this.announce(manager, signed);
    return signed.digest;
  }

  /** The first of three steps, for many at once: sign, keep all, announce each. */
  sign(statement: ReceiptStatement): SignedReceipt {
    const { role = 'national-node', at = this.clock.now() } = statement;
    const receiptJti = this.#idOf(statement);
    const { token, digest } = issueToken({
      typ: 'passerelle-receipt+sd-jwt',
      claims: this.#claims(statement, receiptJti, role, at),
      groups: {},
      padTo: 0,
      key: this.key,
      random: this.random,
    });
    return { statement, receiptJti, role, at, token, digest };
  }

  async keep(manager: EntityManager, signed: readonly SignedReceipt[]): Promise<void> {
    await this.receipts.appendAll(
      manager,
      signed.flatMap((each) => this.#receiptOf(each) ?? []),
    );
  }

  /** Tells our desk what became of our own alert, or the partner what became of his. */
  async announce(manager: EntityManager, signed: SignedReceipt): Promise<void> {
    const { kind, about } = signed.statement;
    if (about.origin !== this.config.nation) {
      if (crosses(kind)) await this.#send(manager, kind, about.jti, signed.token);
      return;
    }
    const receipt = this.#receiptOf(signed);
    if (receipt !== null) await this.desk.tell(manager, receipt);
  }

  #receiptOf({ statement, receiptJti, role, at, token, digest }: SignedReceipt): Receipt | null {
    const { kind, about, alertId, post, clause, reason } = statement;
    if (alertId === null) return null;
    return {
      receiptJti,
      alertId,
      jti: about.jti,
      ver: about.ver,
      kind,
      at,
      byNation: this.config.nation,
      byRole: role,
      post: post ?? null,
      clause: clause ?? null,
      reason: reason ?? null,
      token,
      digest,
      direction: 'out',
    };
  }

  /** A redelivered message gets the receipts of its first delivery once more, never a better one. */
  async sendAgain(manager: EntityManager, alertId: string, jti: string, ver: number): Promise<void> {
    const known = await this.receipts.ofAlert(alertId, manager);
    for (const receipt of known) {
      const first = receipt.direction === 'out' && receipt.jti === jti && receipt.ver === ver;
      if (first) await this.#sendReceipt(manager, receipt);
    }
  }

  #known(manager: EntityManager, statement: ReceiptStatement): Promise<Receipt | null> {
    return this.receipts.find(manager, {
      byNation: this.config.nation,
      receiptJti: this.#idOf(statement),
    });
  }

  #idOf({ kind, about, agreementId, clause, reason, cause }: ReceiptStatement): string {
    const { origin, jti, ver, digest } = about;
    const optional = [digest, agreementId, clause, reason, cause].map((word) => word ?? null);
    return derivedId('receipt', this.config.nation, kind, origin, jti, ver, ...optional);
  }

  async #sendReceipt(manager: EntityManager, { kind, jti, token }: Receipt): Promise<void> {
    if (crosses(kind)) await this.#send(manager, kind, jti, token);
  }

  #claims(statement: ReceiptStatement, receiptJti: string, role: string, at: Date): Record<string, unknown> {
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
      jti: receiptJti,
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
