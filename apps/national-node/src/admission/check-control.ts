import type { ControlClaims } from '@passerelle/exchange-model';
import type { KafkaRecord } from '@passerelle/kafka';
import { mayAlwaysCross } from '@passerelle/sharing-agreement';
import type { AuthenticMessage } from './gate.js';
import { InboundRefusal } from './inbound-refusal.js';

/**
 * Is this authentic control message one of the closed list that may always cross, on its lane, under the hints that fit
 * it, and without content?
 * @throws InboundRefusal
 */
export function checkControl(
  { headers }: KafkaRecord,
  { lane, presentation }: AuthenticMessage,
  claims: ControlClaims,
): void {
  if (lane !== 'control') throw new InboundRefusal('wrong-lane');
  if (headers['ce_type'] !== claims.ctl || headers['ce_source'] !== claims.iss)
    throw new InboundRefusal('header-mismatch');
  if (!mayAlwaysCross(claims.ctl)) throw new InboundRefusal('control-stays-home');
  if (presentation.groups.size > 0) throw new InboundRefusal('control-with-content');
}
