import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Guardian, RegistryHeldError } from '@passerelle/testing';
import type { NationLayout } from './layout.js';

/** Files and folders of a sandbox beside the nations' own. */
export class SandboxDirectory {
  constructor(readonly path: string) {}

  /** What programs read; there only while all is healthy. */
  get sandboxFile(): string {
    return join(this.path, 'sandbox.json');
  }

  /** The same for the story, which is told before others are let in. */
  get draftFile(): string {
    return join(this.path, 'sandbox.draft.json');
  }

  get ceremonyRecord(): string {
    return join(this.path, 'ceremony.jws.json');
  }

  get agreements(): string {
    return join(this.path, 'agreements');
  }

  get storyMarker(): string {
    return join(this.path, 'story.told');
  }

  /**
   * Takes possession: ends what a crashed run left, and from here on nothing started outlives this process.
   *
   * @throws Error when another launcher is at work in the same folder
   */
  async open(): Promise<Guardian> {
    await mkdir(this.path, { recursive: true });
    try {
      const guardian = await Guardian.start(join(this.path, 'run.json'));
      await this.close();
      return guardian;
    } catch (error) {
      if (!(error instanceof RegistryHeldError)) throw error;
      throw new Error(`a sandbox is running in ${this.path} already (launcher pid ${error.pid})`, {
        cause: error,
      });
    }
  }

  async close(): Promise<void> {
    await rm(this.sandboxFile, { force: true });
    await rm(this.draftFile, { force: true });
  }

  /** Removes what a sandbox makes, and nothing else that may lie in the folder. */
  async reset(layouts: readonly NationLayout[]): Promise<void> {
    const own = [this.ceremonyRecord, this.agreements, this.storyMarker, join(this.path, 'story-start.json')];
    for (const path of [...own, ...layouts.map(({ dataDir }) => dataDir)]) {
      await rm(path, { recursive: true, force: true });
    }
  }
}
