import { label } from '@passerelle/exchange-model';
import type { NotificationEvent } from '../api/types.js';
import { lang, type PlainKey, t } from '../i18n/index.js';

const KINDS = [
  'new',
  'updated',
  'withdrawn',
  'repeat',
  'escalated',
  'acknowledged',
  'handed-back',
  'closed',
  'displayed',
  'sighted',
  'not-acknowledged',
  'nobody-notified',
  'expired',
  'muted',
] as const;

/** What happened, in words; a kind from a later desk is shown by its code. */
export function eventText({ kind }: Pick<NotificationEvent, 'kind'>): string {
  const known = KINDS.find((known) => known === kind);
  return known ? t(`caseFile.event_${known}` satisfies PlainKey) : kind;
}

/** What the clock does, it does at a level; an officer acts in a role. */
const OF_A_LEVEL = new Set(['repeat', 'escalated', 'nobody-notified']);

/** Who, at which level, for what reason: what there is of it, in the order it is said. */
export function eventDetail({ kind, by, role, level, reason }: NotificationEvent): string {
  const parts = [
    by,
    role && label('officer', role, lang.value),
    level && OF_A_LEVEL.has(kind) && label('level', level, lang.value),
    reasonText(kind, reason),
  ];
  return [...new Set(parts)].filter(Boolean).join(' · ');
}

/** A reason is a code of one list or another, by what happened. */
export function reasonText(kind: string, reason: string | undefined): string {
  if (!reason) return '';
  if (kind === 'handed-back') return label('handBackReason', reason, lang.value);
  if (kind === 'closed' || kind === 'actioned') return outcomeText(reason);
  if (kind === 'sighted') return label('sighting', reason, lang.value);
  if (kind === 'escalated') return label('escalationReason', reason, lang.value);
  if (kind === 'muted') return t('shift.muteFor', { n: Number.parseInt(reason, 10) });
  if (kind === 'withdrawn') return label('withdrawalReason', reason, lang.value);
  return reason;
}

function outcomeText(reason: string): string {
  const sighting = /^SIGHTED-(.+)$/.exec(reason)?.[1];
  return sighting ? label('sighting', sighting, lang.value) : label('outcome', reason, lang.value);
}
