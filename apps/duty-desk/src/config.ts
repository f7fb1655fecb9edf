import { ApiServiceConfig } from '@passerelle/runtime';
import { IsBoolean, IsNotEmpty, IsOptional, IsString, IsUrl } from 'class-validator';

const ORIGIN = {
  require_tld: false,
  require_protocol: true,
  protocols: ['http', 'https'],
  allow_query_components: false,
  allow_fragments: false,
};

/** What a duty desk reads from its environment: the common part, and what makes it the console's one origin. */
export class DutyDeskConfig extends ApiServiceConfig {
  /** Where browsers find the desk: scheme, host and port. */
  @IsUrl(ORIGIN)
  publicUrl!: string;

  /** The built console; none for a desk that serves machines only. */
  @IsOptional()
  @IsString()
  consoleDir?: string;

  /** 32 random bytes, base64: officers' tokens are kept encrypted under them. */
  @IsString()
  @IsNotEmpty()
  sessionKeyFile!: string;

  /** The console's client at the OpenID provider, and its private key (PKCS#8 PEM, P-256). */
  @IsString()
  @IsNotEmpty()
  oidcClientId!: string;

  @IsString()
  @IsNotEmpty()
  oidcClientKeyFile!: string;

  /** The national node, under `/api`. */
  @IsUrl(ORIGIN)
  apiUrl!: string;

  /** The inspecting auditor, under `/auditor`. */
  @IsUrl(ORIGIN)
  auditorUrl!: string;

  /** The nation's border posts: JSON array of `{code, name, lat, lon}`. */
  @IsOptional()
  @IsString()
  postsFile?: string;

  /** Whom each level is paged by: JSON array of `{level, channel, address}`. */
  @IsOptional()
  @IsString()
  rosterFile?: string;

  /** Where pages go, one JSON object a line; required with a roster. */
  @IsOptional()
  @IsString()
  secondChannelFile?: string;

  /** Says on every screen that nothing here is real. */
  @IsBoolean()
  demonstration: boolean = false;
}
