import { t } from '../i18n/index.js';

/** What can be wrong with a link, as the national node says it. */
export const ALARMS = ['silent', 'gap', 'receipts-overdue', 'drift', 'urgent-limit'] as const;
export type Alarm = (typeof ALARMS)[number];

export const isAlarm = (code: string): code is Alarm => (ALARMS as readonly string[]).includes(code);

/** What is wrong, in a few words; a code that this console does not know stays a code. */
export const alarmName = (code: string): string => (isAlarm(code) ? t(`shell.alarm_${code}`) : code);
