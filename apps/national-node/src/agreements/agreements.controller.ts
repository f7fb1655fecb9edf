import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { AgreementRegistry } from '@passerelle/keys';
import { Clock, Roles } from '@passerelle/runtime';
import { AgreementListDto } from './agreement-answers.dto.js';

/** What an officer is shown of the agreements: the clauses that decisions cite, in words. */
@Controller('v1/agreements')
export class AgreementsController {
  constructor(
    @Inject(AgreementRegistry) private readonly agreements: AgreementRegistry,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** The governing version of the agreement with each partner. */
  @Get()
  @Roles('system', 'desk', 'post', 'supervisor', 'national-centre')
  @ApiOkResponse({ type: AgreementListDto })
  listAgreements(): object {
    const now = this.clock.now();
    const items = this.agreements.partners.flatMap((partner) => {
      const governing = partner.governing(now);
      if (!governing) return [];
      const { id, version, title, never, clauses, otherwise } = governing.agreement;
      return {
        partner: partner.partner,
        id,
        version,
        hash: governing.hash,
        title,
        clauses: [...never, ...clauses, otherwise].map((clause) => ({ id: clause.id, title: clause.title })),
      };
    });
    return { items, next: null };
  }
}
