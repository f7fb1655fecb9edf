import { UndoStrip } from '../case/undo-strip.js';
import { t } from '../i18n/index.js';
import { officer } from '../session/session.js';
import { SessionEnded } from '../session/session-ended.js';
import { Arrivals } from './arrivals.js';
import { IncidentBanner } from './incident-banner.js';
import { LinkBar } from './link-bar.js';
import { Navigation } from './navigation.js';
import { OfficerMenu } from './officer-menu.js';
import { Page } from './page.js';
import { SignOutRefused } from './sign-out-refused.js';

/** The one frame around every page: link bar, what must be known, where one can go, the page. */
export function Frame() {
  return (
    <div class="frame">
      <a class="skip" href="#page">
        {t('shell.skip')}
      </a>
      <header>
        <LinkBar />
        <div class="banners">
          <SessionEnded />
          <SignOutRefused />
          <IncidentBanner />
        </div>
        <div class="places">
          <Navigation roles={officer.value?.roles ?? []} />
          <OfficerMenu />
        </div>
      </header>
      <Page />
      <UndoStrip />
      <Arrivals />
    </div>
  );
}
