import { Inject, Injectable } from '@nestjs/common';
import {
  canonicalBytes,
  derivedId,
  digest as digestOf,
  issueToken,
  type Randomness,
  type SigningKey,
} from '@passerelle/credential';
import type { ReceiptClaims, ReceiptEntry, ReceiptKind } from '@passerelle/exchange-model';
import { WatchlistReceiptRepository } from '@passerelle/persistence';
import { RECEIPTS_THAT_CROSS } from '@passerelle/sharing-agreement';
import { Clock, IdSource } from '@passerelle/runtime';
import type { EntityManager } from 'typeorm';
import { NationalNodeConfig } from '../config.js';
import { NodeRecords } from '../records/node-records.js';
import { RANDOM, RECEIPT_KEY } from '../tokens.js';

/** What this node states about a block, or about entries that never came into one. */
export interface BlockStatement {
  kind: ReceiptKind;
  /** Who issued the block, its `jti`, and its digest where there is one. */
  about: { iss: string; jti: string; digest?: string };
  agreementId?: string | undefined;
  /** The entries that have a clause, a reason or a fate of their own; `entryId` null for one that is not stored. */
  entries: readonly (ReceiptEntry & { entryId: string | null })[];
  reason?: string | undefined;
  erasure?: ReceiptClaims['era'];
}

/** Signs one receipt for many entries, keeps it, and sends it where it is the partner's to know. */
@Injectable()
export class BlockReceipts {
  constructor(
    @Inject(NationalNodeConfig) private readonly config: NationalNodeConfig,
    @Inject(RECEIPT_KEY) private readonly key: SigningKey,
    @Inject(RANDOM) private readonly random: Randomness,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(IdSource) private readonly ids: IdSource,
    @Inject(WatchlistReceiptRepository) private readonly receipts: WatchlistReceiptRepository,
    @Inject(NodeRecords) private readonly records: NodeRecords,
  ) {}

  /** Returns the digest of the signed receipt. */
  async state(manager: EntityManager, statement: BlockStatement): Promise<string> {
    const { kind, about, entries } = statement;
    const at = this.clock.now();
    const receiptJti = this.#idOf(statement);
    const { token, digest } = issueToken({
      typ: 'passerelle-receipt+sd-jwt',
      claims: this.#claims(statement, receiptJti, at),
      groups: {},
      padTo: 0,
      key: this.key,
      random: this.random,
    });
    await this.receipts.append(
      manager,
      {
        receiptJti,
        iss: about.iss,
        blockJti: about.jti,
        kind,
        at,
        byNation: this.config.nation,
        byRole: 'national-node',
        token,
        digest,
        direction: 'out',
      },
      entries.flatMap(({ entryId, cls, rsn }) =>
        entryId === null ? [] : [{ entryId, clause: cls ?? null, reason: rsn ?? null }],
      ),
    );
    if (about.iss !== this.config.nation) await this.#send(manager, kind, about.jti, token);
    return digest;
  }

  /** A redelivered block gets the receipts of its first delivery once more. */
  async sendAgain(manager: EntityManager, iss: string, blockJti: string): Promise<void> {
    for (const { kind, token } of await this.receipts.ofBlock(manager, iss, blockJti)) {
      await this.#send(manager, kind, blockJti, token);
    }
  }

  /** The same for the same statement about the same entries, however often it is made (docs/adr/0013). */
  #idOf({ kind, about, agreementId, entries, reason }: BlockStatement): string {
    const named = entries.map(({ jti, ver, cls = null, rsn = null }) => [jti, ver, cls, rsn]);
    const optional = [about.digest, agreementId, reason].map((word) => word ?? null);
    const which = digestOf(canonicalBytes(named));
    return derivedId('receipt', this.config.nation, kind, about.iss, about.jti, ...optional, which);
  }

  #claims(
    { kind, about, agreementId, entries, reason, erasure }: BlockStatement,
    receiptJti: string,
    at: Date,
  ): object & Record<string, unknown> {
    const optional = {
      agr: agreementId,
      rsn: reason,
      dig: about.digest,
      ent:
        entries.length > 0
          ? entries.map(({ jti, ver, cls, rsn }) => ({ jti, ver, ...(cls && { cls }), ...(rsn && { rsn }) }))
          : undefined,
      era: erasure,
    };
    return {
      iss: this.config.nation,
      jti: receiptJti,
      iat: Math.floor(at.getTime() / 1000),
      sub: `${about.iss}:${about.jti}`,
      ver: 1,
      rcp: kind,
      rol: 'national-node',
      ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
    };
  }

  async #send(manager: EntityManager, kind: string, blockJti: string, token: string): Promise<void> {
    if (!(RECEIPTS_THAT_CROSS as readonly string[]).includes(kind)) return;
    const message = {
      lane: 'receipt',
      key: blockJti,
      type: `receipt.${kind}`,
      id: this.ids.uuid(),
      token,
    } as const;
    await this.records.handToBridge(manager, message);
  }
}
