import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { AgreementRegistry, type PartnerAgreements } from '@passerelle/keys';
import { LinkRepository, type Reconciliation, ReconciliationRepository } from '@passerelle/persistence';
import { Clock, Roles } from '@passerelle/runtime';
import { LinkListDto } from './link-answers.dto.js';
import { LinkStates } from './link-states.js';
import { SynchronisationStates } from './synchronisation/synchronisation-states.js';

/** How the link with each partner is: heard when, what is missing, what waits for an answer. */
@Controller('v1/links')
export class LinksController {
  constructor(
    @Inject(AgreementRegistry) private readonly agreements: AgreementRegistry,
    @Inject(LinkRepository) private readonly links: LinkRepository,
    @Inject(ReconciliationRepository) private readonly reconciliations: ReconciliationRepository,
    @Inject(SynchronisationStates) private readonly synchronisations: SynchronisationStates,
    @Inject(LinkStates) private readonly states: LinkStates,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  @Get()
  @Roles('system', 'operator', 'desk', 'post', 'supervisor', 'national-centre', 'auditor')
  @ApiOkResponse({ type: LinkListDto })
  async listLinks(): Promise<object> {
    const items = await Promise.all(this.agreements.partners.map((partner) => this.#link(partner)));
    return { items, next: null };
  }

  async #link(agreements: PartnerAgreements): Promise<object> {
    const { partner } = agreements;
    const now = this.clock.now();
    const streams = await this.links.streams(partner);
    const alarms = await this.links.alarms(partner);
    const synchronisation = await this.synchronisations.latest(partner);
    return {
      partner,
      ...this.states.of(agreements, streams, now),
      alarms: alarms.map(({ alarm }) => alarm),
      inbound: streams.map(({ lane, partition, sequence, gaps }) => ({
        lane,
        partition,
        sequence: String(sequence),
        gaps: gaps.map(({ first, last, foundAt }) => ({ first: String(first), last: String(last), foundAt })),
      })),
      overdueReceipts: await this.states.overdue(agreements, now),
      reconciliation: stateOf(await this.reconciliations.latest(partner, 'out')),
      partnersReconciliation: stateOf(await this.reconciliations.latest(partner, 'in')),
      ...(synchronisation && { synchronisation }),
    };
  }
}

function stateOf(reconciliation: Reconciliation | null): object | undefined {
  if (!reconciliation) return undefined;
  const { id, state, endedAt, drift } = reconciliation;
  return { id, result: state, at: endedAt, drift };
}
