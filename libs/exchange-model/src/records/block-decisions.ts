import type { BlockDecisionRecord } from './records.js';

interface Decided<Facts, Decision> {
  jti: string;
  ver: number;
  facts: Facts;
  decision: Decision;
}

/** Answers for equal facts once: what a thousand entries of a file have in common is decided a single time. */
export function onceFor<Facts, Decision>(decide: (facts: Facts) => Decision): (facts: Facts) => Decision {
  const known = new Map<string, Decision>();
  return (facts) => {
    const key = JSON.stringify(facts);
    const decision = known.get(key) ?? decide(facts);
    known.set(key, decision);
    return decision;
  };
}

/** The decisions about a block as its record holds them: each once, and every entry with its own. */
export function blockDecisions<Facts, Decision>(
  decided: readonly Decided<Facts, Decision>[],
): Pick<BlockDecisionRecord<Facts, Decision>, 'facts' | 'decision' | 'entries'> {
  const places = new Map<string, number>();
  const facts: Facts[] = [];
  const decision: Decision[] = [];
  const entries = decided.map((each) => {
    const key = JSON.stringify(each.facts);
    const place = places.get(key) ?? facts.push(each.facts) - 1;
    if (!places.has(key)) decision.push(each.decision);
    places.set(key, place);
    return { jti: each.jti, ver: each.ver, decision: place };
  });
  return { facts, decision, entries };
}
