import { t } from '../i18n/index.js';
import { now } from '../time/clock.js';
import { clock, ZONE } from '../time/format.js';
import { OfficerMenu } from './officer-menu.js';

/** Always in sight: how things stand with the link, and what waits. */
export function LinkBar() {
  return (
    <header class="link-bar" aria-label={t('shell.linkBar')}>
      <p class="house num">
        <bdi dir="ltr">
          {clock(now.value)} {ZONE}
        </bdi>
      </p>
      <OfficerMenu />
    </header>
  );
}
