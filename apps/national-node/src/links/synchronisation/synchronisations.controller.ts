import { Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse } from '@nestjs/swagger';
import { AgreementRegistry } from '@passerelle/keys';
import { SynchronisationRepository, withTransaction } from '@passerelle/persistence';
import { PasserelleError, Roles } from '@passerelle/runtime';
import { DataSource } from 'typeorm';
import { SynchronisationDto, SynchronisationStartedDto } from './synchronisation-answers.dto.js';
import { SynchronisationStates } from './synchronisation-states.js';
import { Synchronisations } from './synchronisations.js';

/** Bringing all of our entries to where the agreement with a partner says, when somebody asks for it. */
@Controller('v1/links/:partner/synchronisations')
export class SynchronisationsController {
  constructor(
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(AgreementRegistry) private readonly agreements: AgreementRegistry,
    @Inject(SynchronisationRepository) private readonly repository: SynchronisationRepository,
    @Inject(SynchronisationStates) private readonly states: SynchronisationStates,
    @Inject(Synchronisations) private readonly synchronisations: Synchronisations,
  ) {}

  /** The one that walks already, if one does. */
  @Post()
  @HttpCode(202)
  @Roles('operator', 'supervisor', 'national-centre')
  @ApiAcceptedResponse({ type: SynchronisationStartedDto })
  async startSynchronisation(@Param('partner') code: string): Promise<object> {
    const partner = this.agreements.ofPartner(code);
    if (!partner) throw problem('PSR_PARTNER_UNKNOWN', 'no partner of that code', 404);
    const id = await withTransaction(this.database, (manager) => this.synchronisations.ask(manager, partner));
    if (id === null)
      throw problem('PSR_AGREEMENT_NOT_IN_FORCE', 'no agreement with the partner is in force', 409);
    return { id };
  }

  @Get(':synchronisationId')
  @Roles('operator', 'system', 'supervisor', 'national-centre', 'auditor')
  @ApiOkResponse({ type: SynchronisationDto })
  async getSynchronisation(
    @Param('partner') partner: string,
    @Param('synchronisationId') id: string,
  ): Promise<object> {
    const found = await this.repository.find(id);
    if (found?.partner !== partner)
      throw problem('PSR_SYNCHRONISATION_UNKNOWN', 'no synchronisation of that id', 404);
    return { ...(await this.states.of(found)), partner, agreement: found.agreementHash };
  }
}

const problem = (code: `PSR_${string}`, message: string, status: number): PasserelleError =>
  new PasserelleError(code, message, { status });
