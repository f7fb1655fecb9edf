import { useSignal } from '@preact/signals';
import { t } from '../i18n/index.js';
import { Setting } from '../shift/setting.js';
import { clock } from '../time/format.js';
import { isMuted, mute, MUTE_MINUTES, mutedUntil, unmute } from './mute.js';
import { sound, speaker, unlock } from './tones.js';

/** Hear the alarm at the start of a shift; silence it for ten minutes at most. */
export function SoundSettings() {
  const heard = useSignal<'no' | 'played' | 'failed'>('no');
  const test = async (): Promise<void> => {
    await unlock();
    heard.value = sound('immediate') ? 'played' : 'failed';
  };
  return (
    <>
      <Setting title={t('shift.sound')} hint={t('shift.soundHint')}>
        <div class="stack">
          <button type="button" class="button" onClick={() => void test()}>
            {t('shift.soundTest')}
          </button>
          <p role="status">
            {heard.value === 'played' && t('shift.soundPlayed')}
            {heard.value === 'failed' && t('shift.soundFailed')}
            {heard.value === 'no' &&
              (speaker.value === 'ready' ? t('shift.soundReady') : t('watch.soundLocked'))}
          </p>
        </div>
      </Setting>
      <Setting title={t('shift.mute')} hint={t('shift.muteHint')}>
        {isMuted.value ? (
          <div class="buttons">
            <p>{t('watch.soundMuted', { t: clock(mutedUntil.value) })}</p>
            <button type="button" class="button" onClick={unmute}>
              {t('watch.soundBack')}
            </button>
          </div>
        ) : (
          <div class="buttons">
            {MUTE_MINUTES.map((minutes) => (
              <button
                key={minutes}
                type="button"
                class="button"
                onClick={() => void mute(minutes, t('shift.muteFor', { n: minutes }))}
              >
                {t('shift.muteFor', { n: minutes })}
              </button>
            ))}
          </div>
        )}
      </Setting>
    </>
  );
}
