import type { AgreementOutcome, AgreementRegistry } from './agreement-registry.js';

/** What the feed logs to. */
interface FeedLogger {
  info(event: string, fields: Record<string, string | number>): void;
  warn(event: string, fields: Record<string, string | number>): void;
}

/**
 * Takes one record of the agreement topic into the registry and says what became of it. A refused document changes
 * nothing and is an alarm, but a version that is known already is only a repeat.
 */
export async function takeAgreement(
  registry: AgreementRegistry,
  value: Buffer | null,
  logger: FeedLogger,
): Promise<AgreementOutcome> {
  const outcome = await registry.accept(value?.toString('utf8') ?? '');
  if (outcome.accepted) {
    const { id, version, hash, partner } = outcome;
    logger.info('agreement.accepted', { agreement: id, version, hash, partner });
  } else if (outcome.reason !== 'already-known') {
    logger.warn('agreement.refused', { reason: outcome.reason });
  }
  return outcome;
}
