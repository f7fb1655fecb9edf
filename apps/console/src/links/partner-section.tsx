import type { ComponentChildren } from 'preact';
import type { LinkItem, Synchronisation } from '../api/links.js';
import { lang, t } from '../i18n/index.js';
import { nation } from '../i18n/nation.js';
import { connection } from '../live/live.js';
import { isOld } from '../live/partner-links.js';
import { hasRole } from '../session/session.js';
import { now } from '../time/clock.js';
import { AlarmMark } from '../ui/alarm-mark.js';
import { alarmName } from './alarms.js';
import { LINK_MENDERS } from './link-roles.js';
import {
  alarmAdvice,
  causeSentence,
  comparisonSentence,
  gapSentences,
  heardSentence,
  overdueSentence,
  type Saying,
  synchronisationSentence,
} from './link-sentences.js';
import { Undertakings } from './undertakings.js';

/** Everything about the link with one partner: the state, what is wrong and what to do, then each part of it. */
export function PartnerSection({ link }: { link: LinkItem }) {
  const saying: Saying = { now: now.value, language: lang.value };
  const isOldNow = isOld(now.value) || connection.value !== 'connected';
  const gaps = gapSentences(link.inbound, saying);
  return (
    <section class="sheet stack link" aria-labelledby={`link-${link.partner}`}>
      <h2 id={`link-${link.partner}`}>{nation(link.partner)}</h2>
      <p class="link-heard">
        <strong>{heardSentence(link, isOldNow, saying)}</strong>
      </p>
      <Alarms alarms={link.alarms} />
      {hasRole(...LINK_MENDERS) && <Undertakings link={link} />}
      <Part title={t('links.inbound')}>
        {gaps.length === 0 && <p>{t(link.inbound.length === 0 ? 'links.noInbound' : 'links.noGap')}</p>}
        {gaps.length > 0 && (
          <ul class="gaps">
            {gaps.map((gap) => (
              <li key={gap}>{gap}</li>
            ))}
          </ul>
        )}
      </Part>
      <Part title={t('links.receipts')}>
        <p>{overdueSentence(link.overdueReceipts, saying)}</p>
      </Part>
      <Part title={t('links.comparisons')}>
        <dl class="facts" aria-live="polite">
          <dt>{t('links.ours')}</dt>
          <dd class="ours">{comparisonSentence(link.reconciliation, saying)}</dd>
          <dt>{t('links.theirs')}</dt>
          <dd class="theirs">{comparisonSentence(link.partnersReconciliation, saying)}</dd>
        </dl>
      </Part>
      <Part title={t('links.lists')}>
        <p class="synchronisation" aria-live="polite">
          {synchronisationSentence(link.synchronisation, saying)}
        </p>
        {link.synchronisation && <Counts of={link.synchronisation} saying={saying} />}
      </Part>
    </section>
  );
}

/** What stands, each with what to do about it. */
function Alarms({ alarms }: { alarms: readonly string[] }) {
  if (alarms.length === 0) return <p class="quiet">{t('links.noAlarm')}</p>;
  return (
    <div class="stack tight">
      <h3>{t('links.alarms')}</h3>
      <ul class="stack tight alarms">
        {alarms.map((code) => (
          <li key={code} class="notice caution">
            <AlarmMark>{alarmName(code)}</AlarmMark>
            <p>{alarmAdvice(code)}</p>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Counts({ of, saying }: { of: Synchronisation; saying: Saying }) {
  const counts = [
    [t('links.seen'), of.seen],
    [t('links.shared'), of.shared],
    [t('links.takenBack'), of.takenBack],
    [t('links.withheld'), of.withheld],
    [t('links.undecided'), of.undecided ?? 0],
  ] as const;
  return (
    <>
      <p class="quiet small">{causeSentence(of, saying)}</p>
      <dl class="counts">
        {counts.map(([name, count]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class="num">{count}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Part({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="stack tight part">
      <h3>{title}</h3>
      {children}
    </section>
  );
}
