import { ServiceConfig } from '@passerelle/runtime';
import { ArrayNotEmpty, IsArray, IsIn, IsNotEmpty, IsString, Matches } from 'class-validator';

/** Which of the two roles this process plays. */
export class BridgeRoleConfig extends ServiceConfig {
  @IsIn(['enforce', 'carry']) bridgeRole!: 'enforce' | 'carry';
}

/** enforce decides, strips, signs and seals; it has no way to the partner. */
export class EnforceConfig extends BridgeRoleConfig {
  /** The pinned roots of both nations and the ceremony record. */
  @IsString() @IsNotEmpty() trustFile!: string;
  @IsString() @IsNotEmpty() releaseKeyFile!: string;
  @IsString() @IsNotEmpty() bridgeSealKeyFile!: string;
}

/** carry takes sealed bytes across; it holds no key to any message. */
export class CarryConfig extends BridgeRoleConfig {
  @Matches(/^[A-Z]{2}$/, { message: 'partner must be two capital letters' }) partner!: string;

  @IsArray()
  @ArrayNotEmpty()
  @Matches(/^[^\s,:]+:\d{1,5}$/, {
    each: true,
    message: 'partnerKafkaBrokers must be host:port, comma-separated',
  })
  partnerKafkaBrokers!: string[];

  /** The restricted credential that the partner's authority issued to us. */
  @IsString() @IsNotEmpty() partnerKafkaCaFile!: string;
  @IsString() @IsNotEmpty() partnerKafkaCertFile!: string;
  @IsString() @IsNotEmpty() partnerKafkaKeyFile!: string;
}
