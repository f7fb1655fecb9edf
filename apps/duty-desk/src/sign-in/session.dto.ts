import { Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsISO8601,
  IsNumber,
  IsOptional,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';

export class SignInQuery {
  /** Path to come back to. */
  @IsOptional()
  @IsString()
  @MaxLength(2_000)
  return?: string;

  /** Language of the sign-in page: fr, ar, en. */
  @IsOptional()
  @IsString()
  @MaxLength(35)
  lang?: string;
}

export class PostItem {
  @IsString()
  code!: string;

  @IsString()
  name!: string;

  @IsNumber()
  lat!: number;

  @IsNumber()
  lon!: number;
}

/** What the console may know of its session; no token is part of it. */
export class SessionItem {
  @IsBoolean()
  signedIn!: boolean;

  @IsString()
  nation!: string;

  @IsArray()
  @IsString({ each: true })
  partners!: string[];

  @IsBoolean()
  demonstration!: boolean;

  @IsOptional()
  @IsString()
  subject?: string;

  @IsOptional()
  @IsString()
  name?: string;

  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  roles?: string[];

  @IsOptional()
  @IsString()
  post?: string;

  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => PostItem)
  posts?: PostItem[];

  /** To be sent as X-CSRF-Token with every change. */
  @IsOptional()
  @IsString()
  csrf?: string;

  @IsOptional()
  @IsISO8601()
  expiresAt?: string;
}
