import { t } from '../i18n/index.js';
import { nation } from '../i18n/nation.js';
import { connection, connectionSince, lastNewsAt } from '../live/live.js';
import { partnerLink } from '../live/partner-links.js';
import { alarmName } from '../links/alarms.js';
import { LINK_READERS } from '../links/link-roles.js';
import { path } from '../routing/router.js';
import { unsent } from '../offline/outbox.js';
import { hasRole, officer, session } from '../session/session.js';
import { SoundState } from '../sound/sound-state.js';
import { now } from '../time/clock.js';
import { clock, ZONE } from '../time/format.js';
import { AlarmMark } from '../ui/alarm-mark.js';
import { spanText } from '../ui/time.js';
import { openOldest } from '../watch/opening.js';
import { lastMessageFrom, untaken } from '../watch/queue.js';

const RING = 'M8 3a5 5 0 1 1 0 10A5 5 0 1 1 8 3Z';

/** Always in sight: how things stand with the link and the partner, what waits, what has not left. */
export function LinkBar() {
  const waiting = untaken.value.length;
  return (
    <div class="link-bar">
      <section class="link-states" aria-label={t('shell.linkBar')}>
        <LinkState />
        {waiting > 0 ? (
          <button type="button" class="button plain counter" onClick={openOldest}>
            {t('shell.untaken', { n: waiting })} <kbd>F2</kbd>
          </button>
        ) : (
          <span class="num">{t('shell.untaken', { n: 0 })}</span>
        )}
        {unsent.value > 0 && <a href="/outbox">{t('shell.toSend', { n: unsent.value })}</a>}
        {officer.value?.partners.map((partner) => (
          <PartnerState key={partner} partner={partner} />
        ))}
        <SoundState />
      </section>
      <LinkAlarms />
      <p class="clock num wide">
        <bdi dir="ltr">
          {clock(now.value)} {ZONE}
        </bdi>
      </p>
    </div>
  );
}

/** Filled disc, ring, cross: connected, silent or not known yet, offline. Silent is never called connected, nor offline. */
function LinkState() {
  if (session.value.state === 'ended') {
    return (
      <span class="link-state silent">
        <LinkShape path={RING} />
        <strong>{t('shell.ended')}</strong>
      </span>
    );
  }
  const state = connection.value;
  const heard = lastNewsAt.value;
  if (state === 'connected') {
    return (
      <span class="link-state connected">
        <LinkShape path={RING} isFilled />
        <strong>{t('shell.connected')}</strong>
        <bdi dir="ltr" class="quiet narrow num">
          {heard !== null && `${clock(heard)} ${ZONE}`}
        </bdi>
        <span class="quiet wide">
          {heard === null ? t('shell.noNews') : t('shell.lastNews', { t: clock(heard) })}
        </span>
      </span>
    );
  }
  if (state === 'opening') {
    return (
      <span class="link-state">
        <LinkShape path={RING} />
        <span>{t('shell.opening')}</span>
      </span>
    );
  }
  if (state === 'silent') {
    const minutes = Math.max(1, Math.round((now.value - (heard ?? connectionSince.value)) / 60_000));
    return (
      <span class="link-state silent" role="status">
        <LinkShape path={RING} />
        <strong>{t('shell.silent', { m: minutes })}</strong>
      </span>
    );
  }
  return (
    <span class="link-state offline">
      <LinkShape path="M3.500 3.500 12.500 12.500M12.500 3.500 3.500 12.500" />
      <strong class="num">{t('shell.offline', { span: spanText(now.value - connectionSince.value) })}</strong>
      <span class="quiet wide">{t('shell.keptHere')}</span>
    </span>
  );
}

function LinkShape({ path, isFilled = false }: { path: string; isFilled?: boolean }) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true">
      <path d={path} fill={isFilled ? 'currentColor' : 'none'} stroke="currentColor" stroke-width="2.5" />
    </svg>
  );
}

/**
 * How the nation's own link with the partner stands, when the partner was last heard, and how many alarms stand. Filled
 * disc: heard of late; ring: silent, or not known now. Where this screen has no line it says what was last known, and no
 * more. It leads to the page that says what to do.
 */
function PartnerState({ partner }: { partner: string }) {
  const name = nation(partner);
  const link = partnerLink(partner, now.value);
  const at = link?.lastHeardAt ?? lastMessageFrom(partner);
  const state = link === null || link.isOld ? 'unknown' : link.state;
  const alarms = link?.alarms ?? [];
  const said = [sentence(state, name, at), alarmsSentence(partner)].filter(Boolean).join('. ');
  const content = (
    <>
      <LinkShape path={RING} isFilled={state === 'up'} />
      <span aria-hidden="true" class="num">
        {name} <bdi dir="ltr">{at === null ? '–' : clock(at)}</bdi>
      </span>
      {alarms.length > 0 && (
        <span aria-hidden="true">
          <AlarmMark>{t('shell.alarms', { n: alarms.length })}</AlarmMark>
        </span>
      )}
      <span class="unseen">{said}</span>
    </>
  );
  if (!hasRole(...LINK_READERS)) {
    return (
      <span class={`partner ${state}`} title={said}>
        {content}
      </span>
    );
  }
  return (
    <a
      href="/links"
      class={`partner ${state}`}
      title={said}
      aria-current={path.value === '/links' ? 'page' : undefined}
    >
      {content}
    </a>
  );
}

/** Tells a screen reader of an alarm when it is raised and when another joins it, wherever the reader is. */
function LinkAlarms() {
  return (
    <p class="unseen" role="status">
      {officer.value?.partners.map(alarmsSentence).filter(Boolean).join(' ')}
    </p>
  );
}

function sentence(state: 'up' | 'silent' | 'never' | 'unknown', name: string, at: string | null): string {
  if (at === null) return t('shell.partnerNever', { nation: name });
  const values = { nation: name, t: clock(at) };
  if (state === 'up') return t('shell.partnerUp', values);
  return state === 'silent' ? t('shell.partnerSilent', values) : t('shell.partnerUnknown', values);
}

/** Every alarm of the link by its name; empty where none stands. */
function alarmsSentence(partner: string): string {
  const link = partnerLink(partner, now.value);
  if (!link || link.alarms.length === 0) return '';
  const values = { nation: nation(partner), alarms: link.alarms.map(alarmName).join(', ') };
  return link.isOld ? t('shell.alarmsKnown', values) : t('shell.alarmsOf', values);
}
