import { ApiServiceConfig } from '@passerelle/runtime';
import { IsNotEmpty, IsString, Matches } from 'class-validator';

/** What a national node reads from its environment: besides the common part, its vault and its keys. */
export class NationalNodeConfig extends ApiServiceConfig {
  /** The database of the data keys, with a login of its own. */
  @Matches(/^postgres(ql)?:\/\//, { message: 'vaultDatabaseUrl must be a postgresql:// URL' })
  vaultDatabaseUrl!: string;

  /** The pinned roots of both nations and the ceremony record. */
  @IsString() @IsNotEmpty() trustFile!: string;

  @IsString() @IsNotEmpty() originKeyFile!: string;
  @IsString() @IsNotEmpty() receiptKeyFile!: string;
  @IsString() @IsNotEmpty() gateKeyFile!: string;

  /** Public key of our own bridge, to which outbound tokens are sealed. */
  @IsString() @IsNotEmpty() bridgeSealJwkFile!: string;

  /** 32 random bytes, base64: under them idempotency keys and bodies are stored as keyed hashes. */
  @IsString() @IsNotEmpty() idempotencySecretFile!: string;

  /** 32 random bytes, base64: under them the numbers on watchlists are stored as keyed hashes, to be looked up by. */
  @IsString() @IsNotEmpty() lookupSecretFile!: string;
}
