import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CHECKPOINT,
  DiskFiles,
  type Finding,
  fsck,
  heldKey,
  LogProver,
  noteSigner,
  openCheckpoint,
  parseLeaf,
  signedBy,
  Subfolder,
} from '@passerelle/evidence';

const ORIGIN = 'passerelle.xa/national';

/** A folder of this disk in which a keeper keeps a log, and what an auditor finds there. */
export class KeptFolder {
  readonly files: DiskFiles;
  readonly log: Subfolder;
  readonly #key = generateKeyPairSync('ed25519').privateKey;
  readonly signer = noteSigner(ORIGIN, heldKey(this.#key));

  private constructor(readonly path: string) {
    this.files = new DiskFiles(path);
    this.log = new Subfolder(this.files, 'log');
  }

  static async make(): Promise<KeptFolder> {
    return new KeptFolder(await mkdtemp(join(tmpdir(), 'passerelle-keep-')));
  }

  /** What a keeping process of this folder is started with: folder, key, origin. */
  get keeperArguments(): string[] {
    const pem = this.#key.export({ format: 'pem', type: 'pkcs8' });
    return [this.path, Buffer.from(pem).toString('base64'), ORIGIN];
  }

  /** 0 while there is no log. */
  async size(): Promise<number> {
    const note = await this.log.read(CHECKPOINT);
    return note ? openCheckpoint(note, signedBy(this.signer.key)).checkpoint.size : 0;
  }

  async findings(): Promise<Finding[]> {
    const found: Finding[] = [];
    for await (const finding of fsck(this.log, signedBy(this.signer.key))) found.push(finding);
    return found;
  }

  /** Which message each leaf is about, by the number of the partition its writer put before it. */
  async jtisOf(partition: number): Promise<string[]> {
    const note = (await this.log.read(CHECKPOINT))!;
    const { checkpoint } = openCheckpoint(note, signedBy(this.signer.key));
    const prover = new LogProver(this.log, checkpoint);
    const jtis: string[] = [];
    for (let index = 0; index < checkpoint.size; index += 1)
      jtis.push(parseLeaf(await prover.entry(index)).jti ?? '');
    return jtis.filter((jti) => jti.startsWith(`${partition}-`));
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true });
  }
}
