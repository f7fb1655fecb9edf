import { postgresForTests, type TestPostgres } from '@passerelle/testing';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../data-source.js';
import { DATABASES } from '../databases.js';
import { provisionDatabases, type AppUrls } from '../provision.js';
import { runMigrations } from '../run-migrations.js';
import { withTransaction } from '../transaction.js';
import { DataKeyRepository } from '../vault/data-key.repository.js';
import { type Alert, AlertRepository } from './alert.repository.js';
import { IdempotencyRepository } from '../idempotency/idempotency.repository.js';
import { type Message, MessageRepository } from './message.repository.js';
import { type Receipt, ReceiptRepository } from './receipt.repository.js';
import { ShareRepository } from './share.repository.js';

const AT = new Date('2026-11-23T08:00:00.123Z');

/** Real servers on a shared machine: generous, so that only a hang fails. */
jest.setTimeout(60_000);

describe("a national node's records", () => {
  let server: TestPostgres;
  let node: AppUrls;
  let vaultUrls: AppUrls;
  let dataSource: DataSource;
  let vault: DataSource;
  let alerts: AlertRepository;

  beforeAll(async () => {
    server = await postgresForTests();
    const suffix = randomBytes(4).toString('hex');
    const urls = await provisionDatabases({
      adminUrl: server.url,
      passwordOf: () => 'invented',
      databaseNames: { passerelle: `p_${suffix}`, vault: `v_${suffix}` },
    });
    node = urls['national-node'];
    vaultUrls = urls.vault;
    expect(await runMigrations('national-node', node.ownerUrl)).toHaveLength(
      DATABASES['national-node'].migrations.length,
    );
    await runMigrations('vault', vaultUrls.ownerUrl);
    dataSource = await createDataSource('national-node', node.url).initialize();
    vault = await createDataSource('vault', vaultUrls.url).initialize();
    alerts = new AlertRepository(dataSource);
  }, 60_000);
  afterAll(async () => {
    await dataSource?.destroy();
    await vault?.destroy();
    await server?.stop();
  });

  const alert = (change: Partial<Alert> = {}): Alert => ({
    alertId: randomUUID(),
    origin: 'XA',
    originJti: null,
    state: 'active',
    version: 1,
    category: 'CATTLE-THEFT',
    urgency: 'urgent',
    handling: 'H1',
    status: 'Actual',
    expiresAt: new Date('2026-12-31T00:00:00Z'),
    storedAt: AT,
    updatedAt: AT,
    withdrawalReason: null,
    agreementId: null,
    agreementHash: null,
    discreet: false,
    erasedAt: null,
    ...change,
  });
  const stored = async (change: Partial<Alert> = {}): Promise<Alert> => {
    const made = alert(change);
    await withTransaction(dataSource, (manager) => alerts.insert(manager, made));
    return made;
  };

  it('has nothing left to migrate the second time', async () => {
    expect(await runMigrations('national-node', node.ownerUrl)).toEqual([]);
  });

  it('gives back an alert as it was stored, and as it was changed under its lock', async () => {
    const made = await stored();
    expect(await alerts.find(made.alertId)).toEqual(made);
    const withdrawn: Alert = { ...made, state: 'withdrawn', version: 2, withdrawalReason: 'mistaken' };
    await withTransaction(dataSource, async (manager) => {
      expect(await alerts.lockForUpdate(manager, made.alertId)).toEqual(made);
      await alerts.update(manager, withdrawn);
    });
    expect(await alerts.find(made.alertId)).toEqual(withdrawn);
    expect(await alerts.find('not-an-id')).toBeNull();
  });

  it('knows a foreign alert by origin and jti, once', async () => {
    const made = await stored({ origin: 'XB', originJti: 'j-1' });
    expect(await alerts.findByOrigin('XB', 'j-1')).toEqual(made);
    await expect(stored({ origin: 'XB', originJti: 'j-1' })).rejects.toThrow('duplicate key');
  });

  it('keeps versions with their encrypted documents', async () => {
    const { alertId } = await stored();
    const version = { alertId, version: 1, at: AT, document: Buffer.from('sealed') };
    await withTransaction(dataSource, (manager) => alerts.appendVersion(manager, version));
    expect(await alerts.findVersion(alertId, 1)).toEqual(version);
    expect(await alerts.findVersion(alertId, 2)).toBeNull();
  });

  it('lists page by page, oldest first, every alert once, also among equal times', async () => {
    const category = 'MODUS-OPERANDI';
    const later = new Date(AT.getTime() + 1);
    const made = [];
    for (let n = 0; n < 5; n += 1) made.push(await stored({ category, storedAt: n < 3 ? AT : later }));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await alerts.list({ category, cursor, limit: 2 });
      seen.push(...page.items.map((item) => item.alertId));
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(seen).toHaveLength(5);
    expect(new Set(seen)).toEqual(new Set(made.map((item) => item.alertId)));
    expect((await alerts.list({ category, since: later })).items).toHaveLength(2);
    expect((await alerts.list({ category, origin: 'XB' })).items).toEqual([]);
    await expect(alerts.list({ cursor: 'abc' })).rejects.toMatchObject({
      code: 'PSR_CURSOR_INVALID',
      status: 400,
    });
  });

  it('finds what is overdue', async () => {
    const { alertId } = await stored({ expiresAt: new Date('2026-01-01T00:00:00Z') });
    await stored({ expiresAt: new Date('2026-01-01T00:00:00Z'), state: 'expired' });
    expect(await alerts.overdue(AT, 10)).toEqual([alertId]);
  });

  it('keeps a share per agreement, found by the id its partner knows', async () => {
    const { alertId } = await stored();
    const shares = new ShareRepository(dataSource);
    const share = {
      alertId,
      agreementId: 'xa-xb',
      partner: 'XB',
      jti: alertId,
      threadId: 't',
      ver: 0,
      lastDigest: null,
      state: 'open' as const,
      maybeReleased: false,
    };
    const next = { ...share, ver: 1, lastDigest: 'd', maybeReleased: true };
    await withTransaction(dataSource, async (manager) => {
      await shares.insert(manager, share);
      await shares.update(manager, next);
    });
    expect(await shares.findByJti(alertId)).toEqual(next);
    expect(await shares.ofAlert(alertId)).toEqual([next]);
  });

  it('records a message once and tells a redelivery from an equivocation', async () => {
    const { alertId } = await stored();
    const messages = new MessageRepository(dataSource);
    const message: Message = {
      iss: 'XB',
      jti: alertId,
      ver: 1,
      digest: 'd1',
      direction: 'in',
      alertId,
      act: 'issue',
      tokenJwt: 'jwt',
      releaseJwt: null,
      disclosures: Buffer.from('sealed'),
      agreementHash: null,
      at: AT,
      expiresAt: AT,
      outcome: null,
      clause: null,
      reason: null,
      releasedAt: null,
      answer: null,
    };
    const record = (change: Partial<Message> = {}) =>
      withTransaction(dataSource, (manager) => messages.record(manager, { ...message, ...change }));
    expect([await record(), await record(), await record({ digest: 'd2' })]).toEqual([
      'recorded',
      'known',
      'conflicting',
    ]);
    const outcome = { outcome: 'withheld' as const, clause: 'c', reason: null, releasedAt: null };
    expect(
      await withTransaction(dataSource, (manager) => messages.recordOutcome(manager, message, outcome)),
    ).toBe(true);
    expect(await messages.ofAlert(alertId)).toEqual([{ ...message, ...outcome }]);
  });

  it('does not take back that a message left, nor that the partner took it in', async () => {
    const { alertId } = await stored();
    const messages = new MessageRepository(dataSource);
    const message: Message = {
      iss: 'XA',
      jti: alertId,
      ver: 1,
      digest: 'd1',
      direction: 'out',
      alertId,
      act: 'issue',
      tokenJwt: 'jwt',
      releaseJwt: null,
      disclosures: null,
      agreementHash: null,
      at: AT,
      expiresAt: AT,
      outcome: null,
      clause: null,
      reason: null,
      releasedAt: null,
      answer: null,
    };
    const released = { outcome: 'released' as const, clause: 'c', reason: null, releasedAt: AT };
    const withheld = { outcome: 'withheld' as const, clause: 'd', reason: 'expired', releasedAt: null };
    await withTransaction(dataSource, async (manager) => {
      await messages.record(manager, message);
      expect(await messages.recordOutcome(manager, message, released)).toBe(true);
      expect(await messages.recordOutcome(manager, message, withheld)).toBe(false);
      for (const answer of ['refused', 'delivered', 'superseded', 'refused'] as const)
        await messages.recordAnswer(manager, message, answer);
    });
    expect(await messages.ofAlert(alertId)).toEqual([{ ...message, ...released, answer: 'delivered' }]);
  });

  it('keeps each receipt once, oldest first, and tells a repetition from another statement under its id', async () => {
    const { alertId } = await stored();
    const receipts = new ReceiptRepository(dataSource);
    const receipt = (kind: string, change: Partial<Receipt> = {}): Receipt => ({
      receiptJti: `${alertId}-${kind}`,
      alertId,
      jti: alertId,
      ver: 1,
      kind,
      at: AT,
      byNation: 'XA',
      byRole: 'node',
      post: null,
      clause: null,
      reason: null,
      token: 'token',
      digest: kind,
      direction: 'out',
      ...change,
    });
    const append = (kind: string, change: Partial<Receipt> = {}) =>
      withTransaction(dataSource, (manager) => receipts.append(manager, receipt(kind, change)));
    const later = new Date(AT.getTime() + 5);
    expect(await append('delivered', { at: later })).toBe('recorded');
    expect(await append('accepted')).toBe('recorded');
    expect(await append('accepted')).toBe('known');
    expect(await append('accepted', { at: later, token: 'again', digest: 'again' })).toBe('known');
    expect(await append('accepted', { ver: 2, digest: 'other' })).toBe('conflicting');
    expect(await append('accepted', { byNation: 'XB', digest: 'of another' })).toBe('recorded');
    await withTransaction(dataSource, (manager) => receipts.appendAll(manager, [receipt('accepted')]));
    expect((await receipts.ofAlert(alertId)).map(({ kind }) => kind)).toEqual([
      'accepted',
      'accepted',
      'delivered',
    ]);
  });

  it('answers an idempotency key once, per client, also when both requests come at the same time', async () => {
    const keys = new IdempotencyRepository(dataSource);
    const request = { subject: 'importer', keyMac: 'k', bodyMac: 'b' };
    const answer = { status: 201, body: { alertId: 'a' }, etag: '"1"' };
    const attempt = (change = {}) =>
      withTransaction(dataSource, async (manager) => {
        const claim = await keys.claim(manager, { ...request, ...change }, AT);
        if (claim.outcome === 'first') {
          await new Promise((resolve) => setTimeout(resolve, 50));
          await keys.answer(manager, request, answer);
        }
        return claim;
      });
    const both = await Promise.all([attempt(), attempt()]);
    expect(both).toEqual(expect.arrayContaining([{ outcome: 'first' }, { outcome: 'repeat', answer }]));
    expect(await attempt({ bodyMac: 'other' })).toEqual({ outcome: 'other-body' });
    expect(await attempt({ subject: 'other' })).toEqual({ outcome: 'first' });
    expect(await keys.prune(new Date(AT.getTime() + 1))).toBe(2);
  });

  it.each([
    `update receipt set kind = 'x'`,
    `delete from receipt`,
    `update message set token_jwt = 'x'`,
    `delete from message`,
    `update alert_version set document = null`,
    `delete from alert`,
    `update database_epoch set epoch = gen_random_uuid()`,
    `create table more (id int)`,
    `select * from schema_migration`,
  ])('leaves its runtime login no right to: %s', async (sql) => {
    await expect(dataSource.query(sql)).rejects.toThrow(/permission denied/);
  });

  it('keeps data keys elsewhere, the same for whoever asks, until destroyed', async () => {
    const keys = new DataKeyRepository(vault, randomBytes);
    const alertId = randomUUID();
    const [one, two] = await Promise.all([keys.create(alertId), keys.create(alertId)]);
    expect(one).toEqual(two);
    expect(await keys.read(alertId)).toEqual(one);
    expect([await keys.destroy(alertId), await keys.destroy(alertId), await keys.read(alertId)]).toEqual([
      true,
      false,
      null,
    ]);
  });

  it('lets the login of one database into no other', async () => {
    const wrong = new URL(node.url);
    wrong.pathname = new URL(vaultUrls.url).pathname;
    await expect(createDataSource('vault', wrong.href).initialize()).rejects.toThrow(/permission denied/);
  });
});
