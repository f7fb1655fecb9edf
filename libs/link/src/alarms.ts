import { StoppedByAlarm } from '@passerelle/kafka';

/** Why a partition of a link stopped for good. Each wants an operator; none is ever skipped over. */
export type AlarmCode =
  | 'PSR_LINK_POSITION_MISSING'
  | 'PSR_LINK_POSITION_UNREADABLE'
  | 'PSR_LINK_SOURCE_RECREATED'
  | 'PSR_LINK_POSITION_AHEAD'
  | 'PSR_LINK_POSITION_OVERTAKEN'
  | 'PSR_LINK_POSITION_MOVED'
  | 'PSR_LINK_RECORD_TOO_LARGE';

export interface LinkAlarm {
  code: string;
  link: string;
  partition: number;
  message: string;
  /** ids and offsets, no personal data */
  details: Record<string, string | number>;
}

export function alarm(
  code: AlarmCode,
  message: string,
  details: Record<string, string | number | bigint>,
): StoppedByAlarm {
  const plain = Object.entries(details).map(([name, value]) => [
    name,
    typeof value === 'bigint' ? String(value) : value,
  ]);
  return new StoppedByAlarm(code, message, Object.fromEntries(plain) as Record<string, string | number>);
}
