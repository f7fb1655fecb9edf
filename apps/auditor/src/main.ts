import { PositionedKafkaStrategy } from '@passerelle/kafka';
import { bootstrap } from '@passerelle/runtime';
import { AUDITOR_API } from './api.js';
import { AuditorModule } from './auditor.module.js';
import { AuditorConfig, KeepConfig } from './config.js';
import { KeepModule } from './keep/keep.module.js';

// Each role has its own configuration; one that is neither is refused there, with everything else that is wrong.
await (process.env['AUDITOR_ROLE'] === 'keep'
  ? bootstrap('auditor-keep', KeepConfig, { module: (config) => KeepModule.forRoot(config) })
  : bootstrap('auditor', AuditorConfig, {
      module: (config) => AuditorModule.forRoot(config),
      strategies: (app) => [app.get(PositionedKafkaStrategy)],
      api: AUDITOR_API,
    }));
