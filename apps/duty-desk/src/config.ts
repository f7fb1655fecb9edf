import { ApiServiceConfig } from '@passerelle/runtime';

/** What a duty desk reads from its environment: the common part. */
export class DutyDeskConfig extends ApiServiceConfig {}
