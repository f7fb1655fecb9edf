import { label, type Language } from '@passerelle/exchange-model';
import type { Comparison, InboundStream, LinkItem, Synchronisation } from '../api/links.js';
import { type PlainKey, t } from '../i18n/index.js';
import { moment } from '../time/format.js';
import { isAlarm } from './alarms.js';

/** When and in which language something is said: what was not today is said with its day. */
export interface Saying {
  now: number;
  language: Language;
}

const LANES: Readonly<Record<string, PlainKey>> = {
  'alert.urgent': 'links.lane_urgent',
  'alert.routine': 'links.lane_routine',
  receipt: 'links.lane_receipt',
  control: 'links.lane_control',
  watchlist: 'links.lane_watchlist',
};

/** What to do about an alarm that stands. */
export const alarmAdvice = (code: string): string =>
  t(isAlarm(code) ? `links.do_${code}` : 'links.do_unknown');

/** Whether the partner is heard, and when it was last. Of what is old only the last sign is known, not the state. */
export function heardSentence(
  { state, lastHeardAt }: Pick<LinkItem, 'state' | 'lastHeardAt'>,
  isOld: boolean,
  saying: Saying,
): string {
  if (lastHeardAt === null || state === 'never') return t(isOld ? 'links.unknownNever' : 'links.never');
  const at = { t: said(lastHeardAt, saying) };
  if (isOld) return t('links.unknown', at);
  return state === 'up' ? t('links.up', at) : t('links.silent', at);
}

/** One sentence for each run of messages that never came, in the order in which the node names them. */
export function gapSentences(inbound: readonly InboundStream[], saying: Saying): string[] {
  return inbound.flatMap(({ lane, partition, gaps }) =>
    gaps.map(({ first, last, foundAt }) =>
      t('links.gap', {
        n: Number(BigInt(last) - BigInt(first) + 1n),
        first,
        last,
        lane: laneName(lane),
        partition,
        t: said(foundAt, saying),
      }),
    ),
  );
}

export function overdueSentence({ count, oldestAt }: LinkItem['overdueReceipts'], saying: Saying): string {
  return count === 0 ? t('links.noneOverdue') : t('links.overdue', { n: count, t: said(oldestAt, saying) });
}

/** How a comparison ended. Only a complete one says that the two sides were in step. */
export function comparisonSentence(comparison: Comparison | undefined, saying: Saying): string {
  if (!comparison) return t('links.c_never');
  const { result, drift: n } = comparison;
  const at = said(comparison.at, saying);
  switch (result) {
    case 'complete':
      return n === 0 ? t('links.c_complete', { t: at }) : t('links.c_mended', { n, t: at });
    case 'partial':
      return n === 0 ? t('links.c_partialNone', { t: at }) : t('links.c_partial', { n, t: at });
    case 'running':
      return t('links.c_running');
    default:
      return t('links.c_failed', { t: at });
  }
}

/** How the sending of our lists stands. Only a complete one says that the partner holds them. */
export function synchronisationSentence(sent: Synchronisation | undefined, saying: Saying): string {
  if (!sent) return t('links.s_never');
  switch (sent.state) {
    case 'walking':
      return sent.list === undefined
        ? t('links.s_starting')
        : t('links.s_walking', { list: label('watchlist', sent.list, saying.language) });
    case 'verifying':
      return sent.undecided ? t('links.s_undecided', { n: sent.undecided }) : t('links.s_verifying');
    case 'complete':
      return t('links.s_complete', { t: said(sent.at, saying) });
    default:
      return t('links.s_superseded', { t: said(sent.at, saying) });
  }
}

export const causeSentence = ({ cause, startedAt }: Synchronisation, saying: Saying): string =>
  t(cause === 'asked' ? 'links.cause_asked' : 'links.cause_agreement', { t: said(startedAt, saying) });

/** Does the node work on something of this link, so that its state moves on by itself? */
export const isMoving = (link: LinkItem): boolean =>
  link.reconciliation?.result === 'running' ||
  link.partnersReconciliation?.result === 'running' ||
  link.synchronisation?.state === 'walking' ||
  link.synchronisation?.state === 'verifying';

function laneName(lane: string): string {
  const known = LANES[lane];
  return known === undefined ? lane : t(known);
}

const said = (at: string | null, { now, language }: Saying): string =>
  at === null ? '–' : moment(at, now, language);
