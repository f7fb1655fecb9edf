import { parseDecimal } from '../encoding/decimal.js';
import { EvidenceError, refuse } from '../errors.js';
import { formatVerifierKey, type NoteKey, parseVerifierKey, type SignatureType } from '../note/note-key.js';
import { NO_QUORUM, type Policy, type Quorum } from './policy.js';

/** C2SP tlog-policy: at least 32 of each must be supported. */
export const MAX_POLICY_ENTRIES = 32;

const ALLOWED = /^[\t\n\u0020-\u007e\u0080-\u{10ffff}]*$/u;

/**
 * Reads a policy file (C2SP tlog-policy): `log`, `witness`, `group` and exactly one `quorum` line. The URLs are read over.
 * @throws EvidenceError PSR_POLICY_MALFORMED naming the line
 */
export function parsePolicy(text: string): Policy {
  if (!ALLOWED.test(text) || (text !== '' && !text.endsWith('\n'))) refuse('PSR_POLICY_MALFORMED');
  const draft = new PolicyDraft();
  for (const [index, line] of text.split('\n').entries()) {
    const items = line.split(/[ \t]+/).filter((item) => item !== '');
    if (items.length > 0 && !items[0]?.startsWith('#'))
      named(index + 1, () => draft.add(items[0] ?? '', items.slice(1)));
  }
  return draft.policy();
}

/** A policy file by which the log and every one of these witnesses must have signed. */
export function quorumOfAll(log: NoteKey, witnesses: Readonly<Record<string, NoteKey>>): string {
  const names = Object.keys(witnesses);
  const lines = [
    `log ${formatVerifierKey(log)}`,
    ...Object.entries(witnesses).map(([name, key]) => `witness ${name} ${formatVerifierKey(key)}`),
    ...(names.length > 0 ? [`group all-witnesses all ${names.join(' ')}`] : []),
    `quorum ${names.length > 0 ? 'all-witnesses' : 'none'}`,
  ];
  const policy = lines.map((line) => `${line}\n`).join('');
  parsePolicy(policy);
  return policy;
}

class PolicyDraft {
  readonly #logs: NoteKey[] = [];
  readonly #witnesses = new Map<string, NoteKey>();
  readonly #groups = new Map<string, Quorum>();
  readonly #members = new Set<string>();
  #quorum: Quorum | undefined;

  add(word: string, items: readonly string[]): void {
    if (word === 'log') this.#log(items);
    else if (word === 'witness') this.#witness(items);
    else if (word === 'group') this.#group(items);
    else if (word === 'quorum') this.#setQuorum(items);
    else malformed();
  }

  policy(): Policy {
    return { logs: this.#logs, witnesses: this.#witnesses, quorum: this.#quorum ?? malformed() };
  }

  #log([vkey = '', , ...more]: readonly string[]): void {
    const key = keyOf(vkey, 'ed25519', this.#logs);
    if (more.length > 0 || this.#logs.push(key) > MAX_POLICY_ENTRIES) malformed();
  }

  #witness([name = '', vkey = '', , ...more]: readonly string[]): void {
    this.#requireNew(name);
    const key = keyOf(vkey, 'cosignature/v1', [...this.#witnesses.values()]);
    if (more.length > 0 || this.#witnesses.set(name, key).size > MAX_POLICY_ENTRIES) malformed();
  }

  #group([name = '', threshold = '', ...members]: readonly string[]): void {
    this.#requireNew(name);
    for (const member of members) {
      // Each name is a member once, so that no witness counts twice.
      if (this.#members.has(member)) malformed();
      this.#members.add(member);
    }
    const group = { threshold: thresholdOf(threshold, members.length), members: members.map(this.#defined) };
    if (this.#groups.set(name, group).size > MAX_POLICY_ENTRIES) malformed();
  }

  #setQuorum([name = '', ...more]: readonly string[]): void {
    if (this.#quorum || more.length > 0) malformed();
    this.#quorum = name === 'none' ? NO_QUORUM : { threshold: 1, members: [this.#defined(name)] };
  }

  readonly #defined = (name: string): string | Quorum =>
    this.#groups.get(name) ?? (this.#witnesses.has(name) ? name : malformed());

  #requireNew(name: string): void {
    if (name === '' || name === 'none' || this.#groups.has(name) || this.#witnesses.has(name)) malformed();
  }
}

function keyOf(vkey: string, type: SignatureType, others: readonly NoteKey[]): NoteKey {
  const key = parseVerifierKey(vkey);
  const repeated = others.some(({ publicKey }) => publicKey.equals(key.publicKey));
  return key.type === type && !repeated ? key : malformed();
}

function thresholdOf(word: string, members: number): number {
  const threshold = word === 'any' ? 1 : word === 'all' ? members : parseDecimal(word);
  return threshold >= 1 && threshold <= members ? threshold : malformed();
}

function named(line: number, read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error;
    refuse('PSR_POLICY_MALFORMED', `line ${line}`);
  }
}

function malformed(): never {
  return refuse('PSR_POLICY_MALFORMED');
}
