import { type DynamicModule, Module } from '@nestjs/common';
import { PageRepository } from '@passerelle/persistence';
import { ConfigError, JsonLogger } from '@passerelle/runtime';
import type { DutyDeskConfig } from '../config.js';
import { PageDelivery } from './page-delivery.js';
import { Paging } from './paging.js';
import { readRoster, Roster } from './roster.js';
import { FileSecondChannel, SecondChannel } from './second-channel.js';

/** Paging by the roster. A roster without a channel to reach it by stops the start. */
@Module({})
export class SecondChannelModule {
  static forRoot({ rosterFile, secondChannelFile }: DutyDeskConfig): DynamicModule {
    if (rosterFile !== undefined && secondChannelFile === undefined) {
      throw new ConfigError(['SECOND_CHANNEL_FILE is required with a ROSTER_FILE']);
    }
    return {
      module: SecondChannelModule,
      providers: [
        {
          provide: Roster,
          useFactory: (logger: JsonLogger) => {
            const roster = readRoster(rosterFile);
            const levels = roster.levelsWithoutContact;
            if (levels.length > 0) logger.warn('roster.levels-without-contact', { levels: levels.join(' ') });
            return roster;
          },
          inject: [JsonLogger],
        },
        PageRepository,
        Paging,
        ...(secondChannelFile === undefined
          ? []
          : [{ provide: SecondChannel, useValue: new FileSecondChannel(secondChannelFile) }, PageDelivery]),
      ],
      exports: [Paging],
    };
  }
}
