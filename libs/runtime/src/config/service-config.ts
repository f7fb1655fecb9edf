import {
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { LOG_LEVELS, type LogLevel } from '../logging/json-logger.js';

const NATION = /^[A-Z]{2}$/;
const ADDRESS = /^[^\s,:]+:\d{1,5}$/;
const LOCAL_OR_PUBLIC = { require_tld: false, require_protocol: true, protocols: ['http', 'https'] };

/** What every service of a nation reads from its environment. */
export class ServiceConfig {
  /** Own nation, ISO 3166-1 alpha-2 or a user-assigned code such as XA. */
  @Matches(NATION, { message: 'nation must be two capital letters' })
  nation!: string;

  /** Partner nations, comma-separated; none is a node that waits for its first partner. */
  @IsArray()
  @Matches(NATION, { each: true, message: 'partners must be two capital letters each' })
  partners: string[] = [];

  @IsString()
  @IsNotEmpty()
  httpHost: string = '127.0.0.1';

  /** 0 takes any free port. */
  @IsInt()
  @Min(0)
  @Max(65_535)
  httpPort!: number;

  @IsIn(LOG_LEVELS)
  logLevel: LogLevel = 'info';

  @IsArray()
  @ArrayNotEmpty()
  @Matches(ADDRESS, { each: true, message: 'kafkaBrokers must be host:port, comma-separated' })
  kafkaBrokers!: string[];

  /** The three PEM files of the service's TLS client certificate; none of them only where the broker speaks plain text. */
  @IsOptional()
  @IsString()
  kafkaCaFile?: string;

  @IsOptional()
  @IsString()
  kafkaCertFile?: string;

  @IsOptional()
  @IsString()
  kafkaKeyFile?: string;

  /** Partitions of every payload topic, the same in both nations; may only grow. */
  @IsInt()
  @Min(1)
  @Max(64)
  payloadPartitions: number = 1;

  /** An operator says: these links have never run, start them without a position. */
  @IsBoolean()
  linkFirstRun: boolean = false;
}

/** A service with an HTTP API behind bearer tokens and a database of its own. */
export class ApiServiceConfig extends ServiceConfig {
  @IsUrl(LOCAL_OR_PUBLIC)
  oidcIssuer!: string;

  @IsUrl(LOCAL_OR_PUBLIC)
  oidcJwksUrl!: string;

  /** The one audience of the nation's services. */
  @IsString()
  @IsNotEmpty()
  oidcAudience!: string;

  /** Runtime login: it may not alter tables, nor change what is evidence. */
  @Matches(/^postgres(ql)?:\/\//, { message: 'databaseUrl must be a postgresql:// URL' })
  databaseUrl!: string;
}
