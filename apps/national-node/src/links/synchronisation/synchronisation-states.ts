import { Inject, Injectable } from '@nestjs/common';
import {
  SentBlockRepository,
  type Synchronisation,
  SynchronisationRepository,
} from '@passerelle/persistence';
import { synchronisationState } from './synchronisation-answers.dto.js';

/** How synchronisations stand, as the API tells it. */
@Injectable()
export class SynchronisationStates {
  constructor(
    @Inject(SynchronisationRepository) private readonly synchronisations: SynchronisationRepository,
    @Inject(SentBlockRepository) private readonly blocks: SentBlockRepository,
  ) {}

  async of(synchronisation: Synchronisation): Promise<object> {
    const { state, partner, walkedAt } = synchronisation;
    const isWaiting = state === 'verifying' && walkedAt !== null;
    return synchronisationState(
      synchronisation,
      isWaiting ? await this.blocks.undecided(partner, walkedAt) : 0,
    );
  }

  /** Of the newest with a partner; null before the first. */
  async latest(partner: string): Promise<object | null> {
    const latest = await this.synchronisations.latest(partner);
    return latest && this.of(latest);
  }
}
