import { CATEGORIES, type DeskReceipt, RECEIPT_KINDS, URGENCIES } from '@passerelle/exchange-model';
import { IsMoment } from '@passerelle/runtime';
import { IsIn, IsInt, IsOptional, IsString, IsUUID, Length, Min } from 'class-validator';

/** A receipt about one of our alerts on `<n>.desk.v1`, as the national node writes it. */
export class ReceiptRecord implements DeskReceipt {
  @IsUUID() alertId!: string;
  @IsInt() @Min(1) version!: number;
  @IsIn(CATEGORIES) category!: DeskReceipt['category'];
  @IsIn(URGENCIES) urgency!: DeskReceipt['urgency'];
  @IsIn(RECEIPT_KINDS) receipt!: DeskReceipt['receipt'];
  @IsMoment() at!: string;
  @IsString() @Length(2, 2) nation!: string;
  @IsString() @Length(1, 64) role!: string;
  @IsOptional() @IsString() @Length(1, 64) post?: string;
  @IsOptional() @IsString() @Length(1, 64) reason?: string;
  @IsOptional() @IsString() @Length(1, 64) clause?: string;
}
