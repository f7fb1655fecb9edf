import { IsIn } from 'class-validator';
import { Optional } from '../alerts/text.js';

export class ImportQueryDto {
  /** `true`: reads and tells, stores nothing. */
  @Optional() @IsIn(['true', 'false']) dryRun?: 'true' | 'false';
}
