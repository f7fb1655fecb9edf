import type { DirectionFacts, MessageFact } from './facts.js';

/** What must not happen, whatever fails. */
export const WRONGS = ['lost', 'doubled', 'back', 'leaked'] as const;
export type Wrong = (typeof WRONGS)[number];

export interface Finding {
  wrong: Wrong;
  /** which, in words; ids and codes only */
  what: string;
}

export interface Account {
  from: string;
  to: string;
  /** alerts accepted */
  sent: number;
  released: number;
  stored: number;
  notified: number;
  receipted: number;
  findings: Finding[];
}

/**
 * Judges one direction: every accepted alert is at the partner in its last version, every released message was stored,
 * told and receipted once, nothing went back, and nothing withheld is there.
 */
export function account(facts: DirectionFacts): Account {
  const released = facts.archive.filter(({ outcome }) => outcome === 'released');
  return {
    from: facts.from,
    to: facts.to,
    sent: facts.sent.length,
    released: released.length,
    stored: facts.stored.length,
    notified: facts.notifications.length,
    receipted: answersOf(facts).length,
    findings: [
      ...lost(facts, released).map((what): Finding => ({ wrong: 'lost', what })),
      ...doubled(facts).map((what): Finding => ({ wrong: 'doubled', what })),
      ...wentBack(facts).map((what): Finding => ({ wrong: 'back', what })),
      ...leaked(facts).map((what): Finding => ({ wrong: 'leaked', what })),
    ],
  };
}

/** The receipts that say what became of a message. */
const answersOf = ({ receipts }: DirectionFacts) =>
  receipts.filter(({ kind }) => kind === 'delivered' || kind === 'superseded');

/** What was over before it could arrive. */
const expiredOf = ({ sent }: DirectionFacts): string[] =>
  sent.filter(({ state }) => state === 'expired').map(({ alertId }) => alertId);

/** id → the highest version that was answered. */
function lastAnswered(facts: DirectionFacts): Map<string, number> {
  const last = new Map<string, number>();
  for (const { jti, ver } of answersOf(facts)) last.set(jti, Math.max(ver, last.get(jti) ?? 0));
  return last;
}

function lost(facts: DirectionFacts, released: readonly MessageFact[]): string[] {
  const { sent, archive, stored, copies, notifications, told, receipts, quarantined } = facts;
  const over = new Set(expiredOf(facts));
  const settled = facts.destroyed ? lastAnswered(facts) : new Map<string, number>();
  const due = released.filter(({ jti, ver }) => !over.has(jti) && ver >= (settled.get(jti) ?? 0));
  const copyOf = new Map(copies.map((copy) => [copy.jti, copy]));
  const storedDigest = new Map(stored.map((message) => [nameOf(message), message.digest]));
  const answered = new Set(answersOf(facts).map(nameOf));
  const notified = new Set(notifications);
  const erased = new Set(receipts.filter(({ kind }) => kind === 'erased').map(({ jti }) => jti));
  const shown = new Set(receipts.filter(({ kind }) => kind === 'delivered').map(({ jti }) => jti));
  const lastTold = new Map(told.map((event) => [event.jti, event]));
  const atPartner = ({ alertId, version, state }: (typeof sent)[number]): boolean => {
    const copy = copyOf.get(alertId);
    return copy?.state === state && (state === 'withdrawn' || copy.version === version);
  };
  const isTold = ({ jti, version, state }: (typeof copies)[number]): boolean => {
    const last = lastTold.get(jti);
    return state === 'withdrawn'
      ? last === undefined || last.kind === 'withdrawn'
      : last?.version === version;
  };
  return [
    ...sent
      .filter((alert) => !over.has(alert.alertId) && !atPartner(alert))
      .map(({ alertId }) => `not at the partner: ${alertId}`),
    ...archive.filter(({ outcome }) => outcome === null).map((message) => `undecided: ${nameOf(message)}`),
    ...due
      .filter((message) => storedDigest.get(nameOf(message)) !== message.digest)
      .map((message) => `released, not stored: ${nameOf(message)}`),
    ...due
      .filter((message) => !answered.has(nameOf(message)))
      .map((message) => `no receipt: ${nameOf(message)}`),
    ...copies
      .filter(({ jti, state }) => state === 'active' && shown.has(jti) && !notified.has(jti))
      .map(({ jti }) => `never notified: ${jti}`),
    ...copies.filter((copy) => !isTold(copy)).map(({ jti }) => `last version not told: ${jti}`),
    ...copies
      .filter(({ jti, state }) => state === 'withdrawn' && !erased.has(jti))
      .map(({ jti }) => `not erased: ${jti}`),
    ...quarantined.map((what) => `refused: ${what}`),
  ];
}

function doubled(facts: DirectionFacts): string[] {
  const { sent, kept, own, carried, stored, copies, notifications, told, receipts, echoed } = facts;
  const known = new Set([...sent.map(({ alertId }) => alertId), ...kept]);
  return [
    ...own.filter((id) => !known.has(id)).map((id) => `stored twice at the origin: ${id}`),
    ...repeated(carried, (place) => place).map((place) => `carried twice: ${place}`),
    ...repeated(stored, nameOf).map((name) => `stored twice: ${name}`),
    ...repeated(copies, ({ jti }) => jti).map((jti) => `two copies: ${jti}`),
    ...repeated(notifications, (jti) => jti).map((jti) => `notified twice: ${jti}`),
    ...repeated(told, ({ jti, kind, version }) => `${jti} ${kind} ${version}`).map(
      (name) => `told twice: ${name}`,
    ),
    ...repeated(receipts, ({ jti, ver, kind }) => `${jti}/${ver} ${kind}`).map(
      (name) => `receipted twice: ${name}`,
    ),
    ...repeated(answersOf(facts), nameOf).map((name) => `two answers: ${name}`),
    ...echoed.map((id) => `came back to its origin: ${id}`),
  ];
}

function wentBack(facts: DirectionFacts): string[] {
  const { told, seen, copies, notifications } = facts;
  const ended = new Set<string>();
  const over = new Set(expiredOf(facts));
  const shown = [...copies.filter(({ state }) => state === 'active').map(({ jti }) => jti), ...notifications];
  return [
    ...new Set(shown.filter((jti) => over.has(jti)).map((jti) => `shown after its time: ${jti}`)),
    ...falls(told).map((jti) => `told in a lower version: ${jti}`),
    ...falls(seen).map((jti) => `seen in a lower version: ${jti}`),
    ...seen
      .filter(({ jti, state }) => {
        if (state === 'withdrawn') ended.add(jti);
        return state === 'active' && ended.has(jti);
      })
      .map(({ jti }) => `withdrawn, then active: ${jti}`),
  ];
}

function leaked({ kept, copies, leaks }: DirectionFacts): string[] {
  const crossed = new Set(copies.map(({ jti }) => jti));
  return [...kept.filter((id) => crossed.has(id)).map((id) => `crossed: ${id}`), ...leaks];
}

/** Ids whose version fell from one entry to the next. */
function falls(entries: readonly { jti: string; version: number }[]): string[] {
  const last = new Map<string, number>();
  const fallen = new Set<string>();
  for (const { jti, version } of entries) {
    if (version < (last.get(jti) ?? 0)) fallen.add(jti);
    last.set(jti, version);
  }
  return [...fallen];
}

function repeated<T>(all: readonly T[], name: (one: T) => string): string[] {
  const once = new Set<string>();
  const more = new Set<string>();
  for (const each of all.map(name)) (once.has(each) ? more : once).add(each);
  return [...more];
}

const nameOf = ({ jti, ver }: { jti: string; ver: number }): string => `${jti}/${ver}`;
