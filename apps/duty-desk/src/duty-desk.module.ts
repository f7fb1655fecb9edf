import { type DynamicModule, Module } from '@nestjs/common';
import { ruleMessage } from '@passerelle/exchange-model';
import {
  DatabaseModule,
  DeskEventRepository,
  IdempotencyRepository,
  NotificationRepository,
  PresenceRepository,
  repository,
} from '@passerelle/persistence';
import { RuntimeModule } from '@passerelle/runtime';
import { AcknowledgementController } from './actions/acknowledgement.controller.js';
import { ActionsController } from './actions/actions.controller.js';
import { DeskRecords } from './actions/desk-records.js';
import { ForgottenKeys } from './actions/forgotten-keys.js';
import { IdempotentActions } from './actions/idempotent-actions.js';
import { OfficerActions } from './actions/officer-actions.js';
import { DutyDeskConfig } from './config.js';
import { Escalation } from './escalation/escalation.js';
import { EscalationScheduler } from './escalation/escalation-scheduler.js';
import { JournalController } from './journal/journal.controller.js';
import { KafkaModule } from './kafka/kafka.module.js';
import { NotificationConsumer } from './notifications/notification.consumer.js';
import { NotificationsController } from './notifications/notifications.controller.js';
import { ReceiveNotification } from './notifications/receive-notification.service.js';
import { ReceiveReceipt } from './notifications/receive-receipt.service.js';
import { SecondChannelModule } from './second-channel/second-channel.module.js';
import { SignInModule } from './sign-in/sign-in.module.js';
import { NotificationFeed } from './stream/notification-feed.js';
import { NotificationStream } from './stream/notification-stream.js';
import { Presence } from './stream/presence.js';
import { StreamController } from './stream/stream.controller.js';

/** The officers' desk: notifications in, acknowledgements out. */
@Module({})
export class DutyDeskModule {
  static forRoot(config: DutyDeskConfig): DynamicModule {
    const { logLevel, oidcIssuer: issuer, oidcAudience: audience, oidcJwksUrl: jwksUrl } = config;
    return {
      module: DutyDeskModule,
      imports: [
        RuntimeModule.forRoot({
          service: 'duty-desk',
          translateRule: ruleMessage,
          logLevel,
          accessTokens: { issuer, audience, jwksUrl },
        }),
        DatabaseModule.forRoot('duty-desk', config.databaseUrl),
        KafkaModule.forRoot(config),
        SecondChannelModule.forRoot(config),
        SignInModule.forRoot(config),
      ],
      controllers: [
        NotificationConsumer,
        StreamController,
        NotificationsController,
        AcknowledgementController,
        ActionsController,
        JournalController,
      ],
      providers: [
        { provide: DutyDeskConfig, useValue: config },
        repository(NotificationRepository),
        repository(DeskEventRepository),
        repository(PresenceRepository),
        repository(IdempotencyRepository),
        NotificationFeed,
        NotificationStream,
        ReceiveNotification,
        ReceiveReceipt,
        Escalation,
        EscalationScheduler,
        OfficerActions,
        IdempotentActions,
        ForgottenKeys,
        Presence,
        DeskRecords,
      ],
    };
  }
}
