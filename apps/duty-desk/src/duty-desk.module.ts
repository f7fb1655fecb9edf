import { type DynamicModule, Module } from '@nestjs/common';
import { DatabaseModule, NotificationRepository, repository } from '@passerelle/persistence';
import { RuntimeModule } from '@passerelle/runtime';
import { Acknowledge } from './acknowledgement/acknowledge.service.js';
import { AcknowledgementController } from './acknowledgement/acknowledgement.controller.js';
import { DeskRecords } from './acknowledgement/desk-records.js';
import { DutyDeskConfig } from './config.js';
import { KafkaModule } from './kafka/kafka.module.js';
import { NotificationConsumer } from './notifications/notification.consumer.js';
import { NotificationsController } from './notifications/notifications.controller.js';
import { ReceiveNotification } from './notifications/receive-notification.service.js';
import { SignInModule } from './sign-in/sign-in.module.js';
import { NotificationFeed } from './stream/notification-feed.js';
import { NotificationStream } from './stream/notification-stream.js';
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
          logLevel,
          accessTokens: { issuer, audience, jwksUrl },
        }),
        DatabaseModule.forRoot('duty-desk', config.databaseUrl),
        KafkaModule.forRoot(config),
        SignInModule.forRoot(config),
      ],
      controllers: [
        NotificationConsumer,
        StreamController,
        NotificationsController,
        AcknowledgementController,
      ],
      providers: [
        { provide: DutyDeskConfig, useValue: config },
        repository(NotificationRepository),
        NotificationFeed,
        NotificationStream,
        ReceiveNotification,
        Acknowledge,
        DeskRecords,
      ],
    };
  }
}
