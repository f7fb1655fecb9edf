import { ApiServiceConfig } from '@passerelle/runtime';
import { IsIn, IsUrl } from 'class-validator';

/** What an auditor reads from its environment: besides the common part, its role and where the nation's API is. */
export class AuditorConfig extends ApiServiceConfig {
  @IsIn(['inspect'])
  auditorRole!: 'inspect';

  /** The national node, which alone opens disclosures. */
  @IsUrl({ require_tld: false, require_protocol: true, protocols: ['http', 'https'] })
  apiUrl!: string;
}
