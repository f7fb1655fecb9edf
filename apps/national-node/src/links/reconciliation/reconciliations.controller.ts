import { Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse } from '@nestjs/swagger';
import { AgreementRegistry } from '@passerelle/keys';
import { ReconciliationRepository, withTransaction } from '@passerelle/persistence';
import { PasserelleError, Roles } from '@passerelle/runtime';
import { DataSource } from 'typeorm';
import { ReconciliationDto, ReconciliationStartedDto } from './reconciliation-answers.dto.js';
import { Reconciliations } from './reconciliations.js';

/** Reconciliation with a partner, when somebody asks for it. */
@Controller('v1/links/:partner/reconciliations')
export class ReconciliationsController {
  constructor(
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(AgreementRegistry) private readonly agreements: AgreementRegistry,
    @Inject(ReconciliationRepository) private readonly reconciliations: ReconciliationRepository,
    @Inject(Reconciliations) private readonly own: Reconciliations,
  ) {}

  /** Of what we released, and the partner is asked for the same; the one that is running already, if one is. */
  @Post()
  @HttpCode(202)
  @Roles('operator', 'system', 'supervisor', 'national-centre')
  @ApiAcceptedResponse({ type: ReconciliationStartedDto })
  async startReconciliation(@Param('partner') partner: string): Promise<object> {
    if (!this.agreements.ofPartner(partner)) throw unknown('PSR_PARTNER_UNKNOWN', 'no partner of that code');
    const id = await withTransaction(this.database, (manager) => this.own.start(manager, partner, true));
    return { id };
  }

  @Get(':reconciliationId')
  @Roles('operator', 'system', 'supervisor', 'national-centre', 'auditor')
  @ApiOkResponse({ type: ReconciliationDto })
  async getReconciliation(
    @Param('partner') partner: string,
    @Param('reconciliationId') id: string,
  ): Promise<object> {
    const found = await this.reconciliations.find(id);
    if (found?.partner !== partner)
      throw unknown('PSR_RECONCILIATION_UNKNOWN', 'no reconciliation of that id');
    const items = await this.reconciliations.drift(id);
    const proofs = await this.reconciliations.proofs(id);
    return {
      id,
      partner,
      direction: found.direction,
      result: found.state,
      startedAt: found.startedAt,
      at: found.endedAt,
      drift: found.state === 'running' ? items.length : found.drift,
      items: items.map(({ ver, ...drift }) => ({ ...drift, version: ver })),
      alike: proofs.map(({ range, count, dig, statement }) => ({ range, count, digest: dig, statement })),
    };
  }
}

function unknown(code: `PSR_${string}`, message: string): PasserelleError {
  return new PasserelleError(code, message, { status: 404 });
}
