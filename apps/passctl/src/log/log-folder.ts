import { readFile, stat } from 'node:fs/promises';
import {
  CHECKPOINT,
  DiskFiles,
  leafHash,
  formatTlogProof,
  fsck,
  type Finding,
  LogProver,
  type NoteKey,
  openCheckpoint,
  type OpenedCheckpoint,
  parseLeaf,
  parseVerifierKey,
  signedBy,
  verifyTlogProof,
} from '@passerelle/evidence';

export interface OpenedLog extends OpenedCheckpoint {
  note: Buffer;
}

export interface MadeProof {
  index: number;
  leaf: Buffer;
  /** C2SP tlog-proof. */
  proof: Buffer;
}

/** A transparency log in a folder, read without a network and believed under its key only. */
export class LogFolder {
  private constructor(
    readonly files: DiskFiles,
    readonly key: NoteKey,
  ) {}

  /**
   * @param key the verifier key itself, or the file it is in
   * @throws Error when there is no such folder; EvidenceError PSR_NOTE_KEY_MALFORMED
   */
  static async open(directory: string, key: string): Promise<LogFolder> {
    if (!(await stat(directory)).isDirectory()) throw new Error(`${directory} is no folder`);
    const text = /^[^+]+\+[0-9a-f]{8}\+/.test(key) ? key : await readFile(key, 'utf8');
    return new LogFolder(new DiskFiles(directory), parseVerifierKey(text.trim()));
  }

  /** The signed head. @throws Error when there is none; what openCheckpoint refuses */
  async head(): Promise<OpenedLog> {
    const note = await this.files.read(CHECKPOINT);
    if (!note) throw new Error('there is no checkpoint: the folder of a log is the one that holds it');
    return { ...openCheckpoint(note, signedBy(this.key)), note };
  }

  findings(): AsyncGenerator<Finding> {
    return fsck(this.files, signedBy(this.key));
  }

  /** Where the evidence of this id stands: once, unless a restored service told it again. */
  async indexesOf(evidenceId: string): Promise<number[]> {
    const { checkpoint } = await this.head();
    const found: number[] = [];
    let index = 0;
    for await (const entry of new LogProver(this.files, checkpoint).entries()) {
      if (entry.includes(evidenceId) && parseLeaf(entry).id === evidenceId) found.push(index);
      index += 1;
    }
    return found;
  }

  /** Verified as its reader will verify it. @throws EvidenceError when the tiles are not those of the head */
  async prove(index: number): Promise<MadeProof> {
    const { checkpoint, note } = await this.head();
    const prover = new LogProver(this.files, checkpoint);
    const leaf = await prover.entry(index);
    const proof = formatTlogProof({ index, hashes: await prover.inclusion(index), checkpoint: note });
    verifyTlogProof(proof, leafHash(leaf), signedBy(this.key));
    return { index, leaf, proof };
  }
}
