import type { ComponentType } from 'preact';
import type { PlainKey } from '../i18n/index.js';
import type { Parameters } from './match.js';

export interface PageProperties {
  parameters: Parameters;
}
export interface PageModule {
  default: ComponentType<PageProperties>;
}

export interface Route {
  pattern: string;
  title: PlainKey;
  load: () => Promise<PageModule>;
}

const watch = (): Promise<PageModule> => import('../watch/watch-page.js');

/** Every page of the console; each is fetched when it is first opened. */
export const ROUTES: readonly Route[] = [
  { pattern: '/watch', title: 'shell.watch', load: watch },
  { pattern: '/watch/:notificationId', title: 'shell.watch', load: watch },
  { pattern: '/journal', title: 'shell.journal', load: () => import('../journal/journal-page.js') },
  { pattern: '/shift', title: 'shell.shift', load: () => import('../shift/shift-page.js') },
  { pattern: '/help', title: 'shell.help', load: () => import('../help/help-page.js') },
  {
    pattern: '/signed-in',
    title: 'shell.signedInAgain',
    load: () => import('../session/signed-in-again-page.js'),
  },
];
