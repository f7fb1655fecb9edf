import { effect } from '@preact/signals';
import { render } from 'preact';
import { setCaller } from './api/http.js';
import { lang, preferredLanguage, setLanguage } from './i18n/index.js';
import { applyPreferences } from './preferences/preferences.js';
import { startRouting } from './routing/router.js';
import { loadSession, watchSession } from './session/session.js';
import { App } from './shell/app.js';
import './theme/tokens.css';
import './theme/base.css';
import './ui/ui.css';
import { startClock } from './time/clock.js';

applyPreferences();
startRouting();
startClock();
watchSession();
effect(() => setCaller({ language: lang.value }));

await Promise.all([setLanguage(preferredLanguage()), loadSession()]);
render(<App />, document.getElementById('console')!);
