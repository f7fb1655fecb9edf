import { t } from '../i18n/index.js';
import { session } from '../session/session.js';
import { DemonstrationStrip } from './demonstration-strip.js';
import { SignInPage } from '../session/sign-in-page.js';
import { Frame } from './frame.js';
import { Unreachable } from './unreachable.js';
import './shell.css';

/** What is shown depends on who is there; the strip that says that everything is invented, on nothing. */
export function App() {
  const now = session.value;
  return (
    <>
      <DemonstrationStrip shown={'demonstration' in now && now.demonstration} />
      {now.state === 'loading' && <p class="center quiet">{t('shell.loading')}</p>}
      {now.state === 'unreachable' && <Unreachable />}
      {now.state === 'signed-out' && <SignInPage house={now} />}
      {(now.state === 'signed-in' || now.state === 'ended') && <Frame />}
    </>
  );
}
