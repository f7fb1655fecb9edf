import { isSameKey, type NoteKey } from '../note/note-key.js';

/** Whose checkpoints are believed, and who must have witnessed them (C2SP tlog-policy). */
export interface Policy {
  logs: readonly NoteKey[];
  /** By the names the policy gives them. */
  witnesses: ReadonlyMap<string, NoteKey>;
  quorum: Quorum;
}

/** At least `threshold` of the members: witnesses by name, or groups of them. `quorum none` is a threshold of 0. */
export interface Quorum {
  threshold: number;
  members: readonly (string | Quorum)[];
}

export const NO_QUORUM: Quorum = { threshold: 0, members: [] };

/** Whether the owners of these keys are as many witnesses as the policy asks for (C2SP tlog-policy, "quorum"). */
export function isQuorum({ witnesses, quorum }: Policy, signers: readonly NoteKey[]): boolean {
  const witnessed = (member: string | Quorum): boolean => {
    if (typeof member !== 'string') return reached(member);
    const key = witnesses.get(member);
    return key !== undefined && signers.some((signer) => isSameKey(signer, key));
  };
  const reached = ({ threshold, members }: Quorum): boolean => members.filter(witnessed).length >= threshold;
  return reached(quorum);
}
