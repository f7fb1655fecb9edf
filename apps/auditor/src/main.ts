import { PositionedKafkaStrategy } from '@passerelle/kafka';
import { bootstrap } from '@passerelle/runtime';
import { AUDITOR_API } from './api.js';
import { AuditorModule } from './auditor.module.js';
import { AuditorConfig } from './config.js';

await bootstrap('auditor', AuditorConfig, {
  module: (config) => AuditorModule.forRoot(config),
  strategies: (app) => [app.get(PositionedKafkaStrategy)],
  api: AUDITOR_API,
});
