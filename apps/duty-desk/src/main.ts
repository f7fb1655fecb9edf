import { PositionedKafkaStrategy } from '@passerelle/kafka';
import { bootstrap } from '@passerelle/runtime';
import { DUTY_DESK_API } from './api.js';
import { DutyDeskConfig } from './config.js';
import { DutyDeskModule } from './duty-desk.module.js';
import { installOrigin } from './origin.js';

await bootstrap('duty-desk', DutyDeskConfig, {
  module: (config) => DutyDeskModule.forRoot(config),
  strategies: (app) => [app.get(PositionedKafkaStrategy)],
  api: DUTY_DESK_API,
  edge: installOrigin,
});
