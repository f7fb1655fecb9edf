import { t } from '../i18n/index.js';
import { clock } from '../time/format.js';
import { isMuted, mutedUntil, unmute } from './mute.js';
import { sound, speaker, unlock } from './tones.js';

/** Shown only when the desk can not be heard: an officer who relies on the sound must know. */
export function SoundState() {
  if (speaker.value === 'none') return <span class="sound-state">{t('watch.soundNone')}</span>;
  if (isMuted.value) {
    return (
      <span class="sound-state">
        {t('watch.soundMuted', { t: clock(mutedUntil.value) })}
        <button type="button" class="button plain" onClick={unmute}>
          {t('watch.soundBack')}
        </button>
      </span>
    );
  }
  if (speaker.value === 'ready') return null;
  return (
    <span class="sound-state">
      <button type="button" class="button plain" onClick={() => void tryIt()}>
        {t('watch.soundActivate')}
      </button>
    </span>
  );
}

async function tryIt(): Promise<void> {
  await unlock();
  sound('urgent');
}
