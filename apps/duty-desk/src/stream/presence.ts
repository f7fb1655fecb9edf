import { Inject, Injectable } from '@nestjs/common';
import { OFFICERS } from '@passerelle/exchange-model';
import { PresenceRepository } from '@passerelle/persistence';
import { IdSource, JsonLogger } from '@passerelle/runtime';
import type { EntityManager } from 'typeorm';
import { HEARTBEAT_MS } from './heartbeat.js';

/** A stream that was not heard of for two and a half heartbeats is gone: its instance died. */
const FORGET_AFTER_SECONDS = (2.5 * HEARTBEAT_MS) / 1_000;

/** One open stream of an officer. */
export interface Listener {
  /** Say that the stream is still open, once a heartbeat. */
  beat(): Promise<void>;
  left(): Promise<void>;
}

/** Who has the desk open, at any instance: a level without a listener and without a contact has nobody to notify. */
@Injectable()
export class Presence {
  constructor(
    @Inject(PresenceRepository) private readonly presence: PresenceRepository,
    @Inject(IdSource) private readonly ids: IdSource,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
  ) {}

  async join(callerRoles: readonly string[]): Promise<Listener> {
    const streamId = this.ids.uuid();
    const roles = OFFICERS.filter((role) => callerRoles.includes(role));
    const beat = (): Promise<void> => this.#attempt(() => this.presence.seen(streamId, roles));
    await this.#attempt(() => this.presence.forget(FORGET_AFTER_SECONDS));
    await beat();
    return { beat, left: () => this.#attempt(() => this.presence.gone(streamId)) };
  }

  listens(manager: EntityManager, role: string): Promise<boolean> {
    return this.presence.listens(manager, role, FORGET_AFTER_SECONDS);
  }

  /** A database that is away ends no stream: the reader is told nothing new anyway. */
  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.failure('presence.failed', error);
    }
  }
}
