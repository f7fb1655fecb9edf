import { generateKeyPairSync } from 'node:crypto';
import { cosigner } from '../src/cosignature/cosignature.js';
import { heldKey, type NoteSigner, noteSigner } from '../src/note/sign-note.js';
import { parsePolicy, quorumOfAll } from '../src/policy/parse-policy.js';
import type { Policy } from '../src/policy/policy.js';

export const NOW = new Date('2026-06-01T12:00:00Z');

export function newLog(origin = 'xa.example/national'): NoteSigner {
  return noteSigner(origin, heldKey(generateKeyPairSync('ed25519').privateKey));
}

export function newWitness(name = 'xb.example/witness', now: () => Date = () => NOW): NoteSigner {
  return cosigner(name, heldKey(generateKeyPairSync('ed25519').privateKey), now);
}

/** The log and all these witnesses must have signed. */
export function policyOf(log: NoteSigner, ...witnesses: readonly NoteSigner[]): Policy {
  const named = witnesses.map(({ key }, index) => [`w${index}`, key] as const);
  return parsePolicy(quorumOfAll(log.key, Object.fromEntries(named)));
}
