import { PositionedKafkaStrategy, TopicRegistry } from '@passerelle/kafka';
import { ConsumerPositionRepository } from '@passerelle/persistence';
import { bootstrap, Clock, HealthRegistry, JsonLogger } from '@passerelle/runtime';
import { NATIONAL_NODE_API } from './api.js';
import { NationalNodeConfig } from './config.js';
import { NationalNodeModule } from './national-node.module.js';
import { KAFKA } from './tokens.js';

await bootstrap('national-node', NationalNodeConfig, {
  module: (config) => NationalNodeModule.forRoot(config),
  strategies: (app) => {
    const { nation, linkFirstRun } = app.get(NationalNodeConfig);
    const topics = app.get(TopicRegistry);
    const logger = app.get(JsonLogger);
    const strategy = new PositionedKafkaStrategy({
      kafka: app.get(KAFKA),
      group: `${nation.toLowerCase()}-national-node`,
      positions: app.get(ConsumerPositionRepository),
      firstRun: linkFirstRun,
      eventLogger: logger,
      clock: app.get(Clock),
      onAlarm: ({ code, topic, partition }) => logger.error('consumer.alarm', { code, topic, partition }),
      topicsFor: (pattern) => topics.topicsFor(pattern),
    });
    app.get(HealthRegistry).registerWorker('inbound', () => strategy.health());
    return [strategy];
  },
  api: NATIONAL_NODE_API,
});
