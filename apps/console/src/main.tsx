import { effect } from '@preact/signals';
import { render } from 'preact';
import { setCaller } from './api/http.js';
import { lang, preferredLanguage, setLanguage } from './i18n/index.js';
import { mayLeave, startOutbox, unsent, wipe } from './offline/outbox.js';
import { registerShell } from './offline/shell.js';
import { applyPreferences } from './preferences/preferences.js';
import { startRouting } from './routing/router.js';
import { keepSession, resumeKeptSession } from './session/kept-session.js';
import { loadSession, watchSession } from './session/session.js';
import { beforeSignOut } from './session/sign-out.js';
import { App } from './shell/app.js';
import { startTitle } from './shell/title.js';
import { startRinging } from './sound/ringing.js';
import './theme/tokens.css';
import './theme/base.css';
import './ui/ui.css';
import { startClock } from './time/clock.js';
import { startOpening } from './watch/opening.js';
import { startQueue } from './watch/queue.js';

applyPreferences();
startRouting();
startClock();
watchSession();
effect(() => setCaller({ language: lang.value }));
beforeSignOut({ unsaved: () => (mayLeave.peek() ? 0 : unsent.peek()), wipe });

await Promise.all([setLanguage(preferredLanguage()), loadSession()]);
await resumeKeptSession();
keepSession(() => {
  void startOutbox();
  startQueue();
});
startOpening();
startTitle();
startRinging();
render(<App />, document.getElementById('console')!);
void registerShell();
