import { OmitType } from '@nestjs/swagger';
import { STATUSES, type Status, URGENCIES, type Urgency } from '@passerelle/exchange-model';
import { IsIn } from 'class-validator';
import { AlertDocumentDto, member } from '../alerts/alert-document.dto.js';
import { Optional, Text } from '../alerts/text.js';

export class FirearmDto {
  @Optional() @Text(40) type?: string;
  @Optional() @Text(60) make?: string;
  @Optional() @Text(60) model?: string;
  @Optional() @Text(30) calibre?: string;
  @Optional() @Text(60) serial?: string;
}

const OF_ALERTS_ONLY = ['urgency', 'status', 'place', 'phrases'] as const;

/** An entry, as a national system writes it: an alert restricted to the subject of its list. Times are RFC 3339. */
export class EntryDocumentDto extends OmitType(AlertDocumentDto, OF_ALERTS_ONLY) {
  /** Default: routine. */
  @Optional() @IsIn(URGENCIES) urgency?: Urgency;
  /** Default: Actual. */
  @Optional() @IsIn(STATUSES) status?: Status;
  @Optional() @member(() => FirearmDto) firearm?: FirearmDto;
}
