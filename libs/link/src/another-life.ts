import {
  describeError,
  type EventLogger,
  jittered,
  keepOpen,
  type KafkaClient,
  NotNow,
  PartitionReader,
  StoppedByAlarm,
} from '@passerelle/kafka';
import type { AlarmCode, LinkAlarm } from './alarms.js';
import { encodePosition, type Position } from './position.js';
import type { LinkSource } from './source.js';
import { startingPoint } from './starting-point.js';
import { storedPosition } from './stored-position.js';

export interface LookOptions {
  name: string;
  /** only opened, not started */
  source: LinkSource;
  /** the cluster its positions are in */
  destination: KafkaClient;
  positionTopic: string;
  logger: EventLogger;
}

/** What an outbox link's alarm says of its database, and not of the broker: it has carried what is not there. */
const ANOTHER_LIFE: readonly string[] = [
  'PSR_LINK_POSITION_AHEAD',
  'PSR_LINK_POSITION_MOVED',
  'PSR_LINK_SOURCE_RECREATED',
] satisfies AlarmCode[];

/** Does this alarm of an outbox link say that its database went back, or is another one? */
export const tellsOfAnotherLife = ({ code }: Pick<LinkAlarm, 'code'>): boolean => ANOTHER_LIFE.includes(code);

const PARTITION = 0;
const FIRST_DELAY = 100;
const LONGEST_DELAY = 5_000;
const NO_OPINION = { firstRun: true, acceptIncarnations: [] };

/**
 * Whether an outbox link has carried what its outbox does not hold: the alarm that its opening would raise, or null.
 * Takes nothing over: another instance may carry meanwhile. Waits for the broker, until the signal aborts (null).
 */
export async function signOfAnotherLife(
  options: LookOptions,
  signal: AbortSignal,
): Promise<LinkAlarm | null> {
  const { name, logger } = options;
  const looking = {
    attempt: () => look(options),
    delay: jittered(Math.random, FIRST_DELAY, LONGEST_DELAY),
    onError: (error: Error) => logger.warn('link.look-again', { link: name, reason: describeError(error) }),
    now: () => performance.now(),
  };
  try {
    await keepOpen(looking, signal);
    return null;
  } catch (error) {
    const { code, message, details } = error as StoppedByAlarm;
    const alarm = { code, link: name, partition: PARTITION, message, details };
    return tellsOfAnotherLife(alarm) ? alarm : null;
  }
}

/**
 * What does not fit together may be the work of another instance, which carried and pruned between our reading the
 * position and asking the source: then the position has moved on, and it is looked at again.
 */
async function look({ source, destination, positionTopic }: LookOptions): Promise<void> {
  const reader = await PartitionReader.open(destination, [positionTopic], PARTITION);
  try {
    const stored = await storedPosition(reader, positionTopic);
    const opened = await source.open(PARTITION);
    try {
      await startingPoint(opened, stored, NO_OPINION);
    } catch (error) {
      const now = await storedPosition(reader, positionTopic);
      if (said(now) !== said(stored)) throw new NotNow('another instance carries on');
      throw error;
    } finally {
      await opened.close();
    }
  } finally {
    await reader.close();
  }
}

const said = (position: Position | null): string | null => position && encodePosition(position);
