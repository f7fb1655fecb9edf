import type { CodedFlags, Protection } from '@passerelle/exchange-model';
import {
  type AgreementInForce,
  type ContentFacts,
  decideRelease,
  type ReleaseDecision,
} from '@passerelle/sharing-agreement';

/** People whom no agreement can hand over: the 1951 Convention, art. 33, and the OAU Convention of 1969, art. II. */
const PROTECTED_BY_LAW: readonly Protection[] = ['refugee', 'asylum-seeker'];

/** Does protection alone stop this message? Then nothing is signed (design §3.8). */
export function isStoppedByProtection(
  decision: ReleaseDecision,
  inForce: AgreementInForce | null,
  facts: ContentFacts & { flags: CodedFlags },
  now: Date,
): boolean {
  if (PROTECTED_BY_LAW.includes(facts.flags.protection)) return true;
  if (decision.outcome !== 'withhold') return false;
  const { flags: _, ...unprotected } = facts;
  return decideRelease(inForce, unprotected, now).outcome !== 'withhold';
}
