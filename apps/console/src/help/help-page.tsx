import { t } from '../i18n/index.js';
import { AlarmMark } from '../ui/alarm-mark.js';
import { PriorityMark } from '../ui/priority-mark.js';
import './help.css';

/** What the marks mean, which keys there are, whom to call: readable in a minute, at three in the morning. */
export default function HelpPage() {
  return (
    <div class="page stack help">
      <h1>{t('shell.help')}</h1>
      <section class="sheet stack">
        <h2>{t('help.marks')}</h2>
        <dl class="facts">
          <dt>
            <PriorityMark priority={1} />
          </dt>
          <dd>{t('help.immediate')}</dd>
          <dt>
            <PriorityMark priority={2} />
          </dt>
          <dd>{t('help.urgent')}</dd>
          <dt>
            <PriorityMark priority={3} />
          </dt>
          <dd>{t('help.routine')}</dd>
          <dt>
            <PriorityMark priority={1} hollow />
          </dt>
          <dd>{t('help.hollow')}</dd>
          <dt>
            <PriorityMark priority={1} status="Exercise" />
          </dt>
          <dd>{t('help.exercise')}</dd>
        </dl>
      </section>
      <section class="sheet stack">
        <h2>{t('help.link')}</h2>
        <dl class="facts">
          <dt>{t('shell.connected')}</dt>
          <dd>{t('help.connected')}</dd>
          <dt>{t('help.silentWord')}</dt>
          <dd>{t('help.silent')}</dd>
          <dt>{t('help.offlineWord')}</dt>
          <dd>{t('help.offline')}</dd>
          <dt>
            <AlarmMark>{t('help.alarmWord')}</AlarmMark>
          </dt>
          <dd>{t('help.alarm')}</dd>
        </dl>
      </section>
      <section class="sheet stack">
        <h2>{t('help.keys')}</h2>
        <dl class="facts">
          <dt>
            <kbd>F2</kbd>
          </dt>
          <dd>{t('help.keyF2')}</dd>
          <dt>
            <kbd>↑</kbd> <kbd>↓</kbd>
          </dt>
          <dd>{t('help.keyArrows')}</dd>
          <dt>
            <kbd>Enter</kbd>
          </dt>
          <dd>{t('help.keyEnter')}</dd>
          <dt>
            <kbd>Esc</kbd>
          </dt>
          <dd>{t('help.keyEscape')}</dd>
        </dl>
      </section>
      <section class="sheet stack">
        <h2>{t('help.charge')}</h2>
        <ul class="list">
          <li>{t('help.charge1')}</li>
          <li>{t('help.charge2')}</li>
          <li>{t('help.charge3')}</li>
          <li>{t('help.charge4')}</li>
        </ul>
      </section>
    </div>
  );
}
