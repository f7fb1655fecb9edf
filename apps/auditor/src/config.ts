import { ApiServiceConfig, ServiceConfig } from '@passerelle/runtime';
import { IsIn, IsNotEmpty, IsOptional, IsString, IsUrl } from 'class-validator';

const ROLES = ['inspect', 'keep'] as const;
type AuditorRole = (typeof ROLES)[number];

/** inspect tells what happened: besides the common part, where the nation's API and the nation's log are. */
export class AuditorConfig extends ApiServiceConfig {
  @IsIn(ROLES) auditorRole!: AuditorRole;

  /** The national node, which alone opens disclosures. */
  @IsUrl({ require_tld: false, require_protocol: true, protocols: ['http', 'https'] })
  apiUrl!: string;

  /** Where `keep` writes the transparency log; read only. Left out, no log is served. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  logDirectory?: string;
}

/** keep writes the transparency log. It has no database, no API and no key but the log's. */
export class KeepConfig extends ServiceConfig {
  @IsIn(ROLES) auditorRole!: AuditorRole;

  /** A folder of its own on a disk that keeps what is synced; nobody else writes there. */
  @IsString() @IsNotEmpty() logDirectory!: string;

  /** The Ed25519 key that signs checkpoints. */
  @IsString() @IsNotEmpty() logKeyFile!: string;
}
