import type { ComponentType } from 'preact';
import type { Role } from '../api/types.js';
import { bring, type PlainKey } from '../i18n/index.js';
import { LINK_READERS } from '../links/link-roles.js';
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
  /** For whom alone there is such a page; left out, for every officer. */
  roles?: readonly Role[];
}

const watch = (): Promise<PageModule> => import('../watch/watch-page.js');
const write = (): Promise<PageModule> => import('../write/write-page.js');

async function links(): Promise<PageModule> {
  const [page] = await Promise.all([import('../links/links-page.js'), bring('links')]);
  return page;
}

/** Every page of the console; each is fetched when it is first opened. */
export const ROUTES: readonly Route[] = [
  { pattern: '/post', title: 'shell.post', load: () => import('../post/post-page.js') },
  { pattern: '/post/:notificationId', title: 'shell.post', load: () => import('../post/post-alert-page.js') },
  { pattern: '/write', title: 'shell.write', load: write },
  { pattern: '/write/:alertId', title: 'shell.write', load: write },
  { pattern: '/alerts', title: 'shell.alerts', load: () => import('../write/own-alerts-page.js') },
  { pattern: '/alerts/:alertId', title: 'shell.alerts', load: () => import('../write/own-alert-page.js') },
  { pattern: '/outbox', title: 'shell.outbox', load: () => import('../offline/outbox-page.js') },
  { pattern: '/watch', title: 'shell.watch', load: watch },
  { pattern: '/watch/:notificationId', title: 'shell.watch', load: watch },
  { pattern: '/journal', title: 'shell.journal', load: () => import('../journal/journal-page.js') },
  { pattern: '/links', title: 'shell.links', load: links, roles: LINK_READERS },
  { pattern: '/shift', title: 'shell.shift', load: () => import('../shift/shift-page.js') },
  { pattern: '/help', title: 'shell.help', load: () => import('../help/help-page.js') },
  {
    pattern: '/signed-in',
    title: 'shell.signedInAgain',
    load: () => import('../session/signed-in-again-page.js'),
  },
];
