import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  type AlertDocument,
  CATEGORIES,
  checkAlertDocument,
  flagsOf,
  type GroupName,
  groupsOf,
  FAMILIES,
} from '@passerelle/exchange-model';
import { type AgreementTemplate, decideRelease, draftAgreement } from '@passerelle/sharing-agreement';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AlertDocumentDto } from '../../../apps/national-node/src/alerts/alert-document.dto.js';
import { anchorExpiry } from './offset.js';
import { readStoryFile } from './story-file.js';
import type { StoryLine } from './story-line.js';

const START = new Date('2031-03-12T06:00:00Z');
const story = (name: string) => fileURLToPath(new URL(`../${name}.ndjson`, import.meta.url));

interface Told {
  from: string;
  to: string;
  line: StoryLine;
  alert: AlertDocument;
}

let told: Told[];
let withdrawn: StoryLine[];

beforeAll(async () => {
  const files = [
    { from: 'MR', to: 'ML', file: await readStoryFile(story('mr')) },
    { from: 'ML', to: 'MR', file: await readStoryFile(story('ml')) },
  ];
  expect(files.flatMap(({ file }) => file.findings)).toEqual([]);
  const all = files.flatMap(({ file, ...way }) =>
    file.lines.map(({ instruction: line }) => ({ ...way, line })),
  );
  withdrawn = all.map(({ line }) => line).filter((line) => line.do === 'withdraw');
  told = all.flatMap(({ line, ...way }) =>
    line.do === 'withdraw' ? [] : [{ ...way, line, alert: anchored(line.alert) }],
  );
});

function anchored(alert: Record<string, unknown>): AlertDocument {
  return anchorExpiry(alert, START) as unknown as AlertDocument;
}

const title = ({ from, line }: Told) => `${from} ${line.do} ${line.name}`;

describe('the demonstration story', () => {
  it('tells of at least 40 alerts, of every category in both directions', () => {
    const issued = told.filter(({ line }) => line.do === 'issue' && !line.expect?.rejected);
    expect(issued.length).toBeGreaterThanOrEqual(40);
    for (const from of ['MR', 'ML']) {
      const categories = new Set(issued.filter((t) => t.from === from).map(({ alert }) => alert.category));
      expect([...CATEGORIES].filter((category) => !categories.has(category))).toEqual([]);
    }
  });

  it('lets both nations send, succeed, err and be refused equally often', () => {
    const count = (from: string, of: (t: Told) => boolean) =>
      told.filter((t) => t.from === from && of(t)).length;
    const kinds: ((t: Told) => boolean)[] = [
      ({ line }) => line.do === 'issue',
      ({ line }) => line.do === 'update',
      ({ line }) => line.expect?.rejected !== undefined,
      ({ line }) => line.expect?.partner === 'no-longer-shared',
      ({ alert }) => alert.status === 'Exercise',
      ({ alert }) => alert.status === 'Test',
    ];
    for (const kind of kinds) expect(count('MR', kind)).toBe(count('ML', kind));
    const reasons = withdrawn.map((line) => (line.do === 'withdraw' ? line.reason : ''));
    expect(reasons.filter((reason) => reason === 'mistaken').length).toBeGreaterThanOrEqual(2);
  });

  it('is accepted by the national node, line by line, but for what it expects to be refused', () => {
    const refused = told.flatMap((t) => {
      const shape = validateSync(plainToInstance(AlertDocumentDto, t.alert), {
        whitelist: true,
        forbidNonWhitelisted: true,
      });
      const rules = checkAlertDocument(t.alert, START).map(({ rule }) => rule);
      const expected = t.line.expect?.rejected ? [t.line.expect.rejected] : [];
      return shape.length === 0 && rules.join() === expected.join() ? [] : [[title(t), rules, String(shape)]];
    });
    expect(refused).toEqual([]);
  });

  it('comes with an example of bare alerts that any importer may start from', async () => {
    const example = await readStoryFile(story('examples/alerts'));
    expect(example.findings).toEqual([]);
    for (const { instruction, bare } of example.lines) {
      const alert = plainToInstance(AlertDocumentDto, instruction.do === 'withdraw' ? {} : instruction.alert);
      expect([bare, validateSync(alert, { whitelist: true, forbidNonWhitelisted: true })]).toEqual([
        true,
        [],
      ]);
    }
  });

  it('expects exactly what the demonstration agreement decides', () => {
    const agreement = draftDemonstrationAgreement();
    for (const t of told.filter(({ line }) => !line.expect?.rejected))
      expect([title(t), expectationOf(t, agreement)]).toEqual([title(t), withoutWay(t.line)]);
  });

  it('names nobody and nothing real: issuer UTO, plates DEMO, phones +000, files marked as fictitious', () => {
    for (const { alert } of told) {
      const { person, vehicle, reference, narrative, source } = alert;
      for (const { issuer } of person?.documents ?? []) expect(issuer).toBe('UTO');
      for (const phone of [...(person?.phones ?? []), source?.contact ?? '+000'])
        expect(phone).toMatch(/^\+000/);
      if (vehicle?.plate) expect(vehicle.plate).toMatch(/^DEMO-\d{3}$/);
      expect(reference).toMatch(/^FICTIF-/);
      if (narrative) expect(narrative.text).toMatch(/^(Données fictives|بيانات وهمية|Fictitious data)\. /);
    }
  });

  it('shows no portrait of a minor and no school, parent or address', () => {
    const minors = told.filter(({ alert }) => flagsOf(alert, START).minor);
    expect(minors.length).toBeGreaterThanOrEqual(2);
    for (const { alert } of minors) {
      expect(alert.person?.portrait).toBeUndefined();
      expect(JSON.stringify(alert)).not.toMatch(/école|père|mère|parent|adresse|domicile|fille de|fils de/i);
    }
  });

  it('writes names as they are written there: Arabic script, particles, N’Ko, partial birth dates', () => {
    const names = told.flatMap(({ alert }) => alert.person?.names ?? []);
    expect(new Set(names.map(({ script }) => script))).toEqual(new Set(['Latn', 'Arab', 'Nkoo']));
    const particles = names.flatMap(({ parts }) => parts ?? []).filter(({ kind }) => kind === 'particle');
    expect(new Set(particles.map(({ text }) => text))).toEqual(new Set(['Ould', 'Mint', 'Ag', 'Walet']));
    const precisions = told.map(({ alert }) => alert.person?.birth?.precision);
    expect(new Set(precisions)).toEqual(new Set([undefined, 'year', 'month', 'day']));
  });
});

function draftDemonstrationAgreement() {
  const file = new URL('../../agreements/mr-ml-demonstration.json', import.meta.url);
  const template = JSON.parse(readFileSync(file, 'utf8')) as AgreementTemplate;
  const [validFrom, validUntil] = ['2031-01-01T00:00:00Z', '2032-01-01T00:00:00Z'];
  const coordinate = 'A'.repeat(43);
  const jwk = { kty: 'EC', crv: 'P-256', x: coordinate, y: coordinate, kid: coordinate } as const;
  const keys = [{ nation: 'MR', role: 'origin' as const, jwk, notBefore: validFrom, notAfter: validUntil }];
  return { agreement: draftAgreement(template, { validFrom, validUntil, keys }), hash: 'hash' };
}

function expectationOf(
  { from, to, line, alert }: Told,
  agreement: ReturnType<typeof draftDemonstrationAgreement>,
) {
  const groups = Object.keys(groupsOf(alert)) as GroupName[];
  const decision = decideRelease(
    agreement,
    {
      direction: { from, to },
      kind: line.do === 'issue' ? 'alert.issued' : 'alert.updated',
      category: alert.category,
      urgency: alert.urgency,
      handling: alert.handling,
      status: alert.status,
      groups,
      flags: flagsOf(alert, START),
      approval: false,
    },
    START,
  );
  if (decision.outcome === 'release')
    return { kept: 'released', withheldGroups: keptBack(groups, decision.groups).sort() };
  return {
    kept: 'withheld',
    reason: decision.reason,
    ...(decision.clause ? { clause: decision.clause } : {}),
  };
}

/** A coarser level that a released finer one makes needless is nothing kept back. */
function keptBack(present: GroupName[], released: GroupName[]): GroupName[] {
  const finerReleased = FAMILIES.flatMap((family) => {
    const first = family.findIndex((level) => released.includes(level));
    return first === -1 ? [] : family.slice(first);
  });
  return present.filter((group) => !released.includes(group) && !finerReleased.includes(group));
}

/** An update that takes a released alert back is, for the agreement, one that it withholds. */
function withoutWay({ expect: expected }: StoryLine) {
  const { partner, withheldGroups, ...rest } = expected ?? {};
  if (partner === 'released') return { kept: 'released', withheldGroups: [...(withheldGroups ?? [])].sort() };
  return { kept: 'withheld', ...rest };
}
