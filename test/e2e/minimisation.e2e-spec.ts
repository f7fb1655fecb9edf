import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { decryptWithDataKey } from '@passerelle/credential';
import { loadGateKey } from '@passerelle/keys';
import { compactVerify, importJWK } from 'jose';
import { LeakScan, type Mark, type Sighting } from './support/leak-scan.js';
import { arabic, latin } from './support/marked-alert.js';
import { sendMarkedTraffic, type SentAlert } from './support/marked-traffic.js';
import {
  dataKeys,
  openedContent,
  type OpenedRecord,
  openedInbound,
  storedContent,
  surfacesOfToken,
} from './support/opened.js';
import { keyIn, publishedAgreement, readByOracle } from './support/oracle.js';
import { plantFile, plantRow, plantSealed, plantUnderDataKey } from './support/planted.js';
import { eventually, type NationEntry, nationCodes, sandbox } from './support/sandbox.js';
import { answers, files, query, records, rows, type Surface } from './support/surfaces.js';

const codes = nationCodes();
const entryOf = (nation: string): NationEntry => sandbox().nations[nation]!;

interface Searched {
  atRest: Sighting[];
  answers: Sighting[];
  openable: Sighting[];
}

const PLANTS = ['in a file', 'in a row', 'in a sealed message', 'under a data key'] as const;
type Plant = (typeof PLANTS)[number];

let traffic: SentAlert[] = [];
const found = new Map<string, Searched>();

/** One search of each nation for everything, the planted leaks among it: what finds those would find the others. */
beforeAll(async () => {
  traffic = await sendMarkedTraffic(codes);
  const planted = Object.fromEntries(PLANTS.map((of) => [of, `${latin()} ${arabic()}`])) as Record<
    Plant,
    string
  >;
  const scan = new LeakScan([
    ...Object.entries(planted).map(([of, value]) => ({ of, value })),
    ...traffic.flatMap(({ released, withheld }) => [...released, ...withheld]),
  ]);
  for (const nation of codes) found.set(nation, await searchWithPlants(nation, scan, planted));
}, 600_000);

async function searchWithPlants(
  nation: string,
  scan: LeakScan,
  planted: Record<Plant, string>,
): Promise<Searched> {
  const entry = entryOf(nation);
  const given = await search(scan, answers(nation));
  const leaks = [
    plantFile(entry, planted['in a file']),
    await plantRow(entry, planted['in a row']),
    await plantSealed(nation, entry, planted['in a sealed message']),
    await plantUnderDataKey(entry, planted['under a data key']),
  ];
  try {
    return {
      atRest: await search(scan, files(entry), rows(entry), records(entry)),
      openable: await search(scan, openable(nation)),
      answers: given,
    };
  } finally {
    for (const leak of leaks) await leak.remove();
  }
}

async function search(
  scan: LeakScan,
  ...surfaces: (AsyncIterable<Surface> | Iterable<Surface>)[]
): Promise<Sighting[]> {
  const seen: Sighting[] = [];
  for (const each of surfaces)
    for await (const { bytes, where } of each) seen.push(...scan.search(bytes, where));
  return seen;
}

/** All that the nation can open with the keys it has. */
async function* openable(nation: string): AsyncGenerator<Surface> {
  const entry = entryOf(nation);
  for (const { record, token } of await openedInbound(nation, entry))
    yield* surfacesOfToken(`${record.topic}/${record.offset}`, token);
  yield* openedContent(await storedContent(entry), await dataKeys(entry));
}

const marksFrom = (nation: string, kind: 'released' | 'withheld'): Set<string> =>
  new Set(
    traffic.filter(({ from }) => from === nation).flatMap((sent) => sent[kind].map(({ of }: Mark) => of)),
  );
const among = (sightings: readonly Sighting[], marks: ReadonlySet<string>): Sighting[] =>
  sightings.filter(({ of }) => marks.has(of));
const plantsIn = (sightings: readonly Sighting[]): string[] =>
  PLANTS.filter((plant) => sightings.some(({ of }) => of === plant));

describe.each([...codes])('the search in %s', (nation) => {
  it('finds the leaks that were planted: in clear, and where only its keys reach', () => {
    expect(plantsIn(found.get(nation)!.atRest)).toEqual(['in a file', 'in a row']);
    expect(plantsIn(found.get(nation)!.openable)).toEqual(['in a sealed message', 'under a data key']);
  });

  it('finds nothing else at rest in clear: neither the nation’s own personal data nor the partner’s', () => {
    const { atRest } = found.get(nation)!;
    expect(atRest.filter(({ of }) => !(PLANTS as readonly string[]).includes(of))).toEqual([]);
  });
});

describe.each([
  [codes[0], codes[1]],
  [codes[1], codes[0]],
])('what %s withholds from %s', (from, to) => {
  it('is in no answer of its interfaces', () => {
    expect(among(found.get(to)!.answers, marksFrom(from, 'withheld'))).toEqual([]);
  });

  it('is in nothing that its keys open', () => {
    expect(among(found.get(to)!.openable, marksFrom(from, 'withheld'))).toEqual([]);
  });

  it('while all that is released arrives, and is shown to those who may read it', () => {
    const released = marksFrom(from, 'released');
    expect(released.size).toBeGreaterThan(20);
    const arrived = new Set(found.get(to)!.openable.map(({ of }) => of));
    expect([...released].filter((of) => !arrived.has(of))).toEqual([]);
    expect(among(found.get(to)!.answers, released).length).toBeGreaterThan(0);
  });
});

describe.each([...codes])('what was withdrawn from %s', (nation) => {
  it('is unreadable with the keys that are left, on both sides', async () => {
    const withdrawn = traffic.filter((sent) => sent.from === nation && sent.withdrawn);
    expect(withdrawn.length).toBeGreaterThan(0);
    for (const holder of codes) {
      const entry = entryOf(holder);
      const ids = await alertIds(entry, withdrawn);
      const keys = await eventually(async () => {
        const left = await dataKeys(entry);
        return ids.every((id) => !left.has(id)) && left;
      }, `erasure in ${holder}`);
      const content = (await storedContent(entry)).filter(({ alertId }) => ids.includes(alertId));
      for (const { place, sealed } of content) {
        for (const key of keys.values()) expect(() => decryptWithDataKey(sealed, key, place)).toThrow();
      }
    }
  });
});

/** The nation's own ids of these alerts, which it holds under its own or under the origin's. */
async function alertIds(entry: NationEntry, sent: readonly SentAlert[]): Promise<string[]> {
  const found = await query<{ alert_id: string }>(
    entry,
    'passerelle',
    `select alert_id from national_node.alert where alert_id::text = any($1) or origin_jti = any($1)`,
    [sent.map(({ alertId }) => alertId)],
  );
  return found.map((row) => row.alert_id);
}

describe.each([
  [codes[0], codes[1]],
  [codes[1], codes[0]],
])('what crosses from %s to %s', (from, to) => {
  let crossed: OpenedRecord[] = [];
  beforeAll(async () => {
    const ids = new Set(traffic.map(({ alertId }) => alertId));
    crossed = (await openedInbound(to, entryOf(to))).filter(({ token }) =>
      ids.has(claimsOf(token)['jti'] as string),
    );
  });

  it('verifies under the origin’s signature with @sd-jwt/core and jose, and shows no more than it holds', async () => {
    const agreement = await publishedAgreement(entryOf(to));
    const origin = keyIn(agreement, from, 'origin');
    expect(crossed.length).toBeGreaterThan(10);
    for (const { token } of crossed) {
      const read = await readByOracle(token, origin, keyIn(agreement, from, 'release'));
      expect(read).toMatchObject({ iss: from });
      for (const never of ['source', 'reference', 'narrative', 'flags'])
        expect(read).not.toHaveProperty(never);
      await compactVerify(token.split('~')[0]!, await importJWK(origin as object, 'ES256'));
    }
  });

  const python = spawnSync('python3', ['-c', 'import jwcrypto']).status === 0 ? it : it.skip;
  python(`verifies with python3-jwcrypto${python === it ? '' : ' (skipped: absent)'}`, async () => {
    const agreement = await publishedAgreement(entryOf(to));
    const gate = await loadGateKey(join(entryOf(to).dataDir, 'holders', 'national-node', 'gate.key.pem'));
    for (const { token, record } of crossed.slice(0, 3)) {
      const sample = {
        presentation: token,
        origin: keyIn(agreement, from, 'origin'),
        release: keyIn(agreement, from, 'release'),
        agreement,
        roots: codes.map((code) => rootOf(code)),
        sealed: record.value!.toString('latin1'),
        gate: gate.key.export({ format: 'jwk' }),
      };
      const script = fileURLToPath(new URL('../conformance/interoperability/verify.py', import.meta.url));
      const { stdout, stderr } = spawnSync('python3', [script], {
        input: JSON.stringify(sample),
        encoding: 'utf8',
      });
      expect(stderr).toBe('');
      expect(JSON.parse(stdout)).toEqual({ disclosures: token.split('~').length - 2, signers: 2 });
    }
  });
});

function rootOf(nation: string): object {
  return JSON.parse(
    readFileSync(join(entryOf(nation).dataDir, 'public-keys', 'authority.jwk.json'), 'utf8'),
  ) as object;
}

function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>;
}
