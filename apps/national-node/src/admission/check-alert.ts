import {
  admitsAction,
  type AlertDocument,
  type ClearClaims,
  groupNamesOf,
  isProhibitedGround,
  parseClearClaims,
} from '@passerelle/exchange-model';
import type { KafkaRecord } from '@passerelle/kafka';
import { decideRelease } from '@passerelle/sharing-agreement';
import type { AuthenticMessage } from './gate.js';
import { InboundRefusal } from './inbound-refusal.js';

const KIND = { issue: 'alert.issued', update: 'alert.updated', withdraw: 'alert.withdrawn' } as const;

/**
 * Is this authentic alert one that the agreement allows, on the lane and under the hints that fit it? The receiver has
 * no flags; it takes the approval as stated in the release, and every group that arrived must be released (design §3.3).
 * @throws InboundRefusal, ExchangeModelError
 */
export function checkAlert(record: KafkaRecord, message: AuthenticMessage, claims: ClearClaims): void {
  requireHints(record, claims);
  requireLane(message, claims);
  const groups = groupNamesOf(message.presentation.groups);
  if (claims.act === 'withdraw') {
    if (groups.length > 0) throw new InboundRefusal('withdrawal-with-content');
    return;
  }
  const { presentation, partner, under } = message;
  const facts = {
    direction: { from: partner.partner, to: partner.nation },
    kind: KIND[claims.act],
    category: claims.cat,
    urgency: claims.urg,
    handling: claims.hnd,
    status: claims.sta,
    groups,
    approval: presentation.release.apr,
  } as const;
  const decision = decideRelease(under, facts, new Date(presentation.release.iat * 1000));
  if (decision.outcome !== 'release') throw new InboundRefusal(`not-released-${decision.reason}`);
  if (decision.groups.length !== groups.length) throw new InboundRefusal('group-not-released');
  requireInstruction(presentation.groups.get('instruction') as AlertDocument, claims);
}

/** Does it ask for a discreet check? null where it says nothing of it, as a withdrawal does. */
export function isDiscreet({ presentation }: AuthenticMessage): boolean | null {
  const instruction = presentation.groups.get('instruction') as AlertDocument | undefined;
  return instruction === undefined ? null : instruction.action === 'OBSERVE';
}

/** The claims, once the message is authentic. */
export const claimsOf = ({ presentation }: AuthenticMessage): ClearClaims =>
  parseClearClaims(presentation.claims);

function requireHints({ headers, key }: KafkaRecord, claims: ClearClaims): void {
  const agrees =
    headers['ce_type'] === KIND[claims.act] && headers['ce_source'] === claims.iss && key === claims.thr;
  if (!agrees) throw new InboundRefusal('header-mismatch');
}

function requireLane({ lane }: AuthenticMessage, { act, urg }: ClearClaims): void {
  const expected = act === 'withdraw' || urg === 'urgent' ? 'alert.urgent' : 'alert.routine';
  if (lane !== expected) throw new InboundRefusal('wrong-lane');
}

/** What the originator's own node refuses is not obeyed here because its keys were used without it. */
export function requireInstruction(
  { action, legalGround }: AlertDocument,
  { cat }: Pick<ClearClaims, 'cat'>,
): void {
  if (isProhibitedGround(legalGround)) throw new InboundRefusal('ground-prohibited');
  if (!admitsAction(cat, action)) throw new InboundRefusal('action-not-admitted');
}
