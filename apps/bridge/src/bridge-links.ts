import { Link, type LinkOptions } from '@passerelle/link';
import type { Clock, HealthRegistry, JsonLogger } from '@passerelle/runtime';

/** What every link of the bridge is given besides its own source, destination and transform. */
export interface LinkEnvironment {
  firstRun: boolean;
  health: HealthRegistry;
  logger: JsonLogger;
  clock: Clock;
}

/** A link that shows in health and metrics and whose alarm is logged. */
export function bridgeLink(
  { firstRun, health, logger, clock }: LinkEnvironment,
  own: Pick<LinkOptions, 'name' | 'source' | 'destination' | 'positionTopic' | 'transform'>,
): Link {
  const link = new Link({
    ...own,
    transactionalIdPrefix: own.name,
    firstRun,
    logger,
    clock,
    onAlarm: ({ code, link: name, partition }) => logger.error('link.alarm', { code, link: name, partition }),
  });
  health.registerWorker(own.name, () => link.health());
  return link;
}
