import type { Mark } from './leak-scan.js';
import { markedAlert, type MarkedAlert } from './marked-alert.js';
import { copySeen, Machine, receiptSeen } from './sandbox.js';

/** One alert of the traffic, with what of it may be known abroad, written here by hand from the agreement's articles. */
export interface SentAlert {
  from: string;
  to: string;
  alertId: string;
  crosses: boolean;
  withdrawn: boolean;
  released: Mark[];
  withheld: Mark[];
}

interface Case {
  category: string;
  change?: (alert: MarkedAlert['document']) => Record<string, unknown>;
  /** Groups that cross; empty where nothing does. */
  released: string[];
  next?: 'updated' | 'withdrawn' | 'no-longer-shared';
  onlyFrom?: 0 | 1;
}

const ALWAYS = ['documents', 'vehicle'];
const PERSON = [...ALWAYS, 'identity'];
const SOUGHT = [...PERSON, 'birth-exact', 'marks', 'portrait'];
const routine = () => ({ urgency: 'routine' });

const CASES: readonly Case[] = [
  { category: 'CATTLE-THEFT', released: [...ALWAYS, 'livestock', 'place-exact'], next: 'updated' },
  { category: 'CATTLE-THEFT', change: routine, released: [...ALWAYS, 'livestock', 'place-exact'] },
  { category: 'STOLEN-VEHICLE', change: routine, released: PERSON, next: 'updated' },
  { category: 'ARMS', released: [...PERSON, 'place-exact'] },
  { category: 'FALSE-DOCUMENT', change: routine, released: PERSON, next: 'withdrawn' },
  { category: 'TRAFFICKING-PERSONS', released: [...PERSON, 'phones', 'place-exact'], next: 'withdrawn' },
  { category: 'MISSING-PERSON', released: [...SOUGHT, 'phones', 'place-exact'], next: 'updated' },
  { category: 'WANTED-PERSON', change: routine, released: SOUGHT, next: 'no-longer-shared' },
  { category: 'UNOFFICIAL-CROSSING', released: [...PERSON, 'phrases', 'place-exact'] },
  { category: 'TERRORISM', released: [] },
  { category: 'STOLEN-OBJECT', change: () => ({ handling: 'H3' }), released: [], next: 'withdrawn' },
  {
    category: 'SMUGGLING-MIGRANTS',
    change: ({ person }) => ({ person: { ...person, protection: 'refugee' } }),
    released: [],
    next: 'updated',
  },
  { category: 'MODUS-OPERANDI', released: [], onlyFrom: 0 },
];

/** Sends marked alerts of many categories both ways, with updates and withdrawals, and waits until all have arrived. */
export async function sendMarkedTraffic([first, second]: [string, string]): Promise<SentAlert[]> {
  const both = [
    [first, second],
    [second, first],
  ] as const;
  const sending = both.flatMap(([from, to], at) =>
    CASES.filter(({ onlyFrom }) => onlyFrom === undefined || onlyFrom === at).map((each, index) =>
      send(each, from, to, `${from}-${index}-${each.category}`, (at * 16 + index) * 4),
    ),
  );
  return Promise.all(sending);
}

async function send(
  given: Case,
  from: string,
  to: string,
  label: string,
  ordinal: number,
): Promise<SentAlert> {
  const system = new Machine(from, 'system');
  const partner = new Machine(to, 'system');
  const crosses = given.released.length > 0;
  const written = (version: number) => {
    const alert = markedAlert(`${label} v${version}`, given.category, ordinal + version);
    return { ...alert, document: { ...alert.document, ...given.change?.(alert.document) } };
  };
  const first = written(1);
  const { status, body } = await system.issue(first.document);
  if (status !== 201) throw new Error(`${label}: ${status} ${JSON.stringify(body)}`);
  const { alertId } = body;
  const sent: SentAlert = { from, to, alertId, crosses, withdrawn: false, ...split(first, given.released) };
  const settled = async (when: (copy: { version: number; state: string }) => boolean) => {
    if (crosses) await copySeen(partner, alertId, when);
    else await receiptSeen(system, alertId, 'withheld');
  };
  await settled(() => true);
  if (given.next === 'withdrawn') {
    await system.withdraw(alertId);
    if (crosses) await settled(({ state }) => state === 'withdrawn');
    return { ...sent, withdrawn: true };
  }
  if (given.next === undefined) return sent;
  const second = written(2);
  const stays = given.next === 'updated';
  if (!stays) second.document = { ...second.document, handling: 'H3' };
  const updated = await system.update(alertId, 1, second.document);
  if (updated.status !== 200) throw new Error(`${label}: ${updated.status} ${JSON.stringify(updated.body)}`);
  await settled(stays ? ({ version }) => version === 2 : ({ state }) => state === 'withdrawn');
  const later = split(second, stays ? given.released : []);
  return {
    ...sent,
    released: [...sent.released, ...later.released],
    withheld: [...sent.withheld, ...later.withheld],
  };
}

function split(
  { marks }: MarkedAlert,
  released: readonly string[],
): Pick<SentAlert, 'released' | 'withheld'> {
  const groups = Object.entries(marks);
  return {
    released: groups.filter(([group]) => released.includes(group)).flatMap(([, found]) => found),
    withheld: groups.filter(([group]) => !released.includes(group)).flatMap(([, found]) => found),
  };
}
