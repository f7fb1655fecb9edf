import {
  ACTIONS,
  CATEGORIES,
  DATE_PRECISIONS,
  DOCUMENT_TYPES,
  HANDLING_CODES,
  INFORMATION_GRADES,
  LEGAL_GROUNDS,
  NAME_PART_KINDS,
  NAME_TYPES,
  PROHIBITED_GROUNDS,
  PROTECTIONS,
  SCRIPTS,
  SEXES,
  SOURCE_GRADES,
  SOURCE_TYPES,
  SPECIES,
  STATUSES,
  URGENCIES,
  WARNINGS,
} from '@passerelle/exchange-model';
import type {
  Action,
  Category,
  DatePrecision,
  DocumentType,
  HandlingCode,
  InformationGrade,
  LegalGround,
  NamePartKind,
  NameType,
  ProhibitedGround,
  Protection,
  Script,
  Sex,
  SourceGrade,
  SourceType,
  Species,
  Status,
  Urgency,
  Warning,
} from '@passerelle/exchange-model';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBase64,
  IsDefined,
  IsIn,
  IsInt,
  IsISO8601,
  IsNumber,
  IsObject,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { Optional, Text } from './text.js';

export const member = (type: () => new () => object): PropertyDecorator => {
  const decorators = [IsObject(), ValidateNested(), Type(type)];
  return (target, key) => decorators.forEach((decorate) => decorate(target, key));
};

const members = (type: () => new () => object, max: number): PropertyDecorator => {
  const decorators = [
    IsArray(),
    ArrayMaxSize(max),
    IsObject({ each: true }),
    ValidateNested({ each: true }),
    Type(type),
  ];
  return (target, key) => decorators.forEach((decorate) => decorate(target, key));
};

/** How good the source is and how good the information is; never merged into one mark. */
export class EvaluationDto {
  @IsIn(SOURCE_GRADES) source!: SourceGrade;
  @IsIn(INFORMATION_GRADES) information!: InformationGrade;
}

export class NamePartDto {
  @IsIn(NAME_PART_KINDS) kind!: NamePartKind;
  @Text(100) text!: string;
}

export class PersonNameDto {
  @IsIn(NAME_TYPES) type!: NameType;
  /** ISO 15924 script code. */
  @IsIn(SCRIPTS) script!: Script;
  @Text(200) full!: string;
  @Optional() @members(() => NamePartDto, 12) parts?: NamePartDto[];
}

/** `date` is as long as its precision: `1987`, `1987-05` or `1987-05-02`. */
export class BirthDto {
  @Matches(/^\d{4}(-\d{2}){0,2}$/) date!: string;
  @IsIn(DATE_PRECISIONS) precision!: DatePrecision;
}

export class IdentityDocumentDto {
  @IsIn(DOCUMENT_TYPES) type!: DocumentType;
  @Text(40) number!: string;
  /** ICAO 9303 three-letter code of the issuing state. */
  @Optional() @Matches(/^[A-Z]{3}$/) issuer?: string;
}

export class PersonDto {
  @Optional() @members(() => PersonNameDto, 10) names?: PersonNameDto[];
  @Optional() @member(() => BirthDto) birth?: BirthDto;
  @Optional() @IsIn(SEXES) sex?: Sex;
  @Optional()
  @IsArray()
  @ArrayMaxSize(5)
  @ArrayUnique()
  @Matches(/^[A-Z]{3}$/, { each: true })
  nationalities?: string[];
  @Optional() @members(() => IdentityDocumentDto, 10) documents?: IdentityDocumentDto[];
  @Optional()
  @IsArray()
  @ArrayMaxSize(10)
  @ArrayUnique()
  @Matches(/^[+0-9][0-9 ()./-]{2,30}$/, { each: true })
  phones?: string[];
  @Optional() @Text(1000) marks?: string;
  @Optional() @IsIn(PROTECTIONS) protection?: Protection;
  /** A small JPEG or WebP, base64, at most 24,000 characters, so that a whole token stays within 64 KB. */
  @Optional() @IsBase64() @MaxLength(24_000) portrait?: string;
}

export class VehicleDto {
  @Optional() @Text(30) plate?: string;
  @Optional() @Text(40) type?: string;
  @Optional() @Text(60) make?: string;
  @Optional() @Text(40) colour?: string;
}

export class LivestockDto {
  @IsIn(SPECIES) species!: Species;
  @Optional() @IsInt() @Min(1) @Max(100_000) count?: number;
  @Optional() @Text(60) brand?: string;
  @Optional() @Text(200) earNotch?: string;
  @Optional() @Text(200) coat?: string;
  @Optional() @Text(200) corridor?: string;
}

export class PlaceDto {
  /** Degrees, WGS 84. */
  @IsNumber() @Min(-90) @Max(90) lat!: number;
  @IsNumber() @Min(-180) @Max(180) lon!: number;
  @Optional() @IsInt() @Min(1) @Max(100_000) radiusMetres?: number;
  @Optional() @Text(200) name?: string;
  @Optional() @Matches(/^[A-Z]{2}-[A-Z0-9]{2,8}$/) post?: string;
}

export class NarrativeDto {
  /** BCP 47 primary language subtag. */
  @Matches(/^[a-z]{2,3}$/) language!: string;
  @Text(4000) text!: string;
}

export class SourceDto {
  @IsIn(SOURCE_TYPES) type!: SourceType;
  @Optional() @Text(200) contact?: string;
  @Optional() @Text(1000) note?: string;
}

/** An alert, as a national system writes it (docs/protocol.md; design §4). Times are RFC 3339. */
export class AlertDocumentDto {
  @IsIn(CATEGORIES) category!: Category;
  @IsIn(ACTIONS) action!: Action;
  @IsIn(URGENCIES) urgency!: Urgency;
  @IsIn(STATUSES) status!: Status;
  @IsIn(HANDLING_CODES) handling!: HandlingCode;
  /** The prohibited grounds are known, so that they are refused by name (rule `ground-prohibited`). */
  @IsIn([...LEGAL_GROUNDS, ...PROHIBITED_GROUNDS]) legalGround!: LegalGround | ProhibitedGround;
  @IsDefined() @member(() => EvaluationDto) evaluation!: EvaluationDto;
  @Optional() @IsArray() @ArrayUnique() @IsIn(WARNINGS, { each: true }) warnings?: Warning[];
  /** Default: 90 days after the alert is stored. */
  @Optional()
  @IsISO8601({ strict: true })
  @Matches(/T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/, {
    message: '$property must be a date and time with its offset',
  })
  expiresAt?: string;
  @Optional() @Text(100) reference?: string;
  @Optional() @member(() => PersonDto) person?: PersonDto;
  @Optional() @member(() => VehicleDto) vehicle?: VehicleDto;
  @Optional() @member(() => LivestockDto) livestock?: LivestockDto;
  @Optional() @member(() => PlaceDto) place?: PlaceDto;
  @Optional()
  @IsArray()
  @ArrayMaxSize(20)
  @Matches(/^[^\p{Cs}\p{Cc}]{1,200}$/u, {
    each: true,
    message: 'each of $property is a text of 1 to 200 characters',
  })
  phrases?: string[];
  @Optional() @member(() => NarrativeDto) narrative?: NarrativeDto;
  @Optional() @member(() => SourceDto) source?: SourceDto;
}
