import type { AgreementRegistry, GateKey } from '@passerelle/keys';
import type { Randomness, SigningKey } from '@passerelle/credential';
import type { TopicRegistry } from '@passerelle/kafka';
import type { Clock, IdSource } from '@passerelle/runtime';

/** What the enforcing bridge holds: its own keys, the agreements in force and the names of its topics. */
export interface Enforcement {
  readonly nation: string;
  readonly agreements: AgreementRegistry;
  readonly topics: TopicRegistry;
  readonly releaseKey: SigningKey;
  readonly bridgeSeal: GateKey;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly random: Randomness;
}

/** How far the clocks of node and bridge, or of two nations, may be apart (design §4, "Clocks"). */
export const CLOCK_TOLERANCE_SECONDS = 300;
