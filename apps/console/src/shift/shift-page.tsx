import { t } from '../i18n/index.js';
import { LanguageChoice } from '../preferences/language-choice.js';
import { type Density, keepPreference, preferences, type Theme } from '../preferences/preferences.js';
import { officer } from '../session/session.js';
import { SoundSettings } from '../sound/sound-settings.js';
import { homeOf } from '../routing/home.js';
import { OfficerMenu } from '../shell/officer-menu.js';
import { Setting } from './setting.js';
import './shift.css';

const THEMES: readonly Theme[] = ['day', 'sand', 'night'];
const DENSITIES: readonly Density[] = ['desk', 'post'];

/** The first page of a shift: hear the alarm once, and set the screen as the place needs it. */
export default function ShiftPage() {
  return (
    <div class="page stack shift">
      <h1>{t('shift.title')}</h1>
      <Setting title={t('shift.officer')} hint={t('shift.officerHint')}>
        <OfficerMenu />
      </Setting>
      <SoundSettings />
      <Setting title={t('shell.language')} hint={t('shift.languageHint')}>
        <LanguageChoice />
      </Setting>
      <Setting title={t('shift.theme')} hint={t('shift.themeHint')}>
        <Segments
          name={t('shift.theme')}
          codes={THEMES}
          chosen={preferences.value.theme ?? 'day'}
          labelOf={(theme) => t(`shift.theme_${theme}`)}
          onChoose={(theme) => keepPreference('theme', theme)}
        />
      </Setting>
      <Setting title={t('shift.density')} hint={t('shift.densityHint')}>
        <Segments
          name={t('shift.density')}
          codes={DENSITIES}
          chosen={preferences.value.density}
          labelOf={(density) => t(`shift.density_${density}`)}
          onChoose={(density) => keepPreference('density', density)}
        />
      </Setting>
      <p>
        <a class="button primary" href={homeOf(officer.value?.roles ?? [])}>
          {t('shift.begin')}
        </a>
      </p>
    </div>
  );
}

interface SegmentsProperties<Code extends string> {
  name: string;
  codes: readonly Code[];
  chosen: Code | undefined;
  labelOf: (code: Code) => string;
  onChoose: (code: Code) => void;
}

function Segments<Code extends string>({ name, codes, chosen, labelOf, onChoose }: SegmentsProperties<Code>) {
  return (
    <div class="segments" role="group" aria-label={name}>
      {codes.map((code) => (
        <button key={code} type="button" aria-pressed={code === chosen} onClick={() => onChoose(code)}>
          {labelOf(code)}
        </button>
      ))}
    </div>
  );
}
