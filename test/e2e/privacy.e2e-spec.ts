import { beforeAll, describe, expect, it } from '@jest/globals';
import { LeakScan } from './support/leak-scan.js';
import { latin, markedAlert, type MarkedAlert } from './support/marked-alert.js';
import { sendMarkedTraffic, type SentAlert } from './support/marked-traffic.js';
import { Machine, nationCodes, sandbox } from './support/sandbox.js';
import { logs, operational, recordsOf, type Surface } from './support/surfaces.js';

const codes = nationCodes();
const system = new Machine(codes[0], 'system');

let traffic: SentAlert[] = [];
const refused: MarkedAlert[] = [];
let searched: LeakScan;

beforeAll(async () => {
  traffic = await sendMarkedTraffic(codes);
  await sendWhatIsRefused();
  searched = new LeakScan([
    ...traffic.flatMap(({ released, withheld }) => [...released, ...withheld]),
    ...refused.flatMap(({ marks }) => Object.values(marks).flat()),
  ]);
});

/** Clients make mistakes with personal data in their hands; what we complain about must not be written down. */
async function sendWhatIsRefused(): Promise<void> {
  const mistaken = (label: string): MarkedAlert => {
    const alert = markedAlert(label, 'WANTED-PERSON', 128 + refused.length);
    refused.push(alert);
    return alert;
  };
  const name = (alert: MarkedAlert): string => String(alert.marks['identity']![0]!.value);
  const statuses: number[] = [];
  const post = async (content: object): Promise<void> => {
    const { status } = await system.call('api', 'POST', '/v1/alerts', {
      headers: { 'idempotency-key': latin() },
      ...content,
    });
    statuses.push(status);
  };
  const [whole, member, value, key, query, path, bearer, previewed] = [
    'cut off',
    'as a member',
    'as a code',
    'as a key',
    'in a query',
    'in a path',
    'as a token',
    'previewed',
  ].map(mistaken);
  await post({ raw: JSON.stringify(whole!.document).slice(0, -3) });
  await post({ body: { ...member!.document, [name(member!)]: 1 } });
  await post({ body: { ...value!.document, category: name(value!), legalGround: name(value!) } });
  const headers = { 'idempotency-key': name(key!), 'correlation-id': name(key!), 'user-agent': name(key!) };
  await post({ headers, body: { ...key!.document, action: 'NONE' } });
  await post({ headers: { authorization: `Bearer ${name(bearer!)}` }, body: bearer!.document });
  const asked = [
    `/v1/alerts?category=${encodeURIComponent(name(query!))}`,
    `/v1/alerts?${encodeURIComponent(name(query!))}=1`,
    `/v1/alerts/${encodeURIComponent(name(path!))}`,
    `/${encodeURIComponent(name(path!))}`,
  ];
  for (const each of asked) statuses.push((await system.call('api', 'GET', each)).status);
  expect(statuses.filter((status) => status < 400 || status > 422)).toEqual([]);
  expect((await system.call('api', 'POST', '/v1/alerts/preview', { body: previewed!.document })).status).toBe(
    200,
  );
}

async function marksIn(surfaces: AsyncIterable<Surface> | Iterable<Surface>) {
  const found = [];
  for await (const { bytes, where } of surfaces) found.push(...searched.search(bytes, where));
  return found;
}

describe('personal data', () => {
  it('is in no log of either nation, nor in what the launcher says', async () => {
    expect([...logs()].length).toBeGreaterThan(2 * 7);
    expect(await marksIn(logs())).toEqual([]);
  });

  it.each([...codes])('is in no metric, health or description of a service of %s', async (nation) => {
    expect(await marksIn(operational(nation))).toEqual([]);
  });

  it.each([...codes])('is in no key and no header of a record in %s', async (nation) => {
    const hints = (await recordsOf(sandbox().nations[nation]!)).map(
      ({ topic, partition, offset, key, headers }) => ({
        where: `${topic}/${partition}/${offset}`,
        bytes: Buffer.from(`${topic} ${key} ${JSON.stringify(headers)}`),
      }),
    );
    expect(hints.length).toBeGreaterThan(100);
    expect(await marksIn(hints)).toEqual([]);
  });
});

/** docs/protocol.md, Records between services, and docs/audit-events.md; `agreement` is a hash. */
const EVIDENCE_MEMBERS = new Set(
  'id kind at nation actor alertId jti iss version partner agreement digest decisionDigest releaseDigest reason'.split(
    ' ',
  ),
);
const EVIDENCE_KINDS =
  'ceremony agreement issued decided released withheld received refused displayed acknowledged not-acknowledged handed-back escalated nobody-notified actioned superseded withdrawn erased expired read quarantined link-alarm link-cleared link-resumed database-restored drift reconciled synchronised';
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const DIGEST = /^[\w-]{43}$/;
const CODE = /^[A-Z]{2}$/;
const SHAPES: Record<string, RegExp> = {
  id: UUID,
  kind: new RegExp(`^(${EVIDENCE_KINDS.replaceAll(' ', '|')})$`),
  at: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
  nation: CODE,
  actor: /^[a-z-]+$/,
  alertId: UUID,
  jti: UUID,
  iss: CODE,
  version: /^\d+$/,
  partner: CODE,
  agreement: DIGEST,
  digest: DIGEST,
  decisionDigest: DIGEST,
  releaseDigest: DIGEST,
  reason: /^[\w-]{1,60}$/,
};

describe.each([...codes])('evidence of %s', (nation) => {
  it('holds ids, digests and codes of a closed list: no category, nothing personal', async () => {
    const records = await recordsOf(sandbox().nations[nation]!, (topic) => topic.endsWith('.evidence.v1'));
    expect(records.length).toBeGreaterThan(traffic.length);
    for (const { value } of records) {
      const evidence = JSON.parse(value!.toString()) as Record<string, unknown>;
      expect(Object.keys(evidence).filter((member) => !EVIDENCE_MEMBERS.has(member))).toEqual([]);
      const misshapen = Object.entries(evidence).filter(
        ([member, held]) => !SHAPES[member]!.test(String(held)),
      );
      expect(misshapen).toEqual([]);
    }
  });

  it('is no wider in the auditor’s history', async () => {
    const { items } = (await new Machine(nation, 'auditor').call('auditor', 'GET', '/v1/history')).body as {
      items: object[];
    };
    const shown = new Set(items.flatMap((item) => Object.keys(item)));
    const allowed = [...EVIDENCE_MEMBERS, 'decision', 'clause', 'facts', 'groups', 'withheld'];
    expect([...shown].filter((member) => !allowed.includes(member))).toEqual([]);
  });
});
