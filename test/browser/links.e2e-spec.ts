import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { eventually, nationCodes } from '../e2e/support/sandbox.js';
import { describeInBrowser } from './support/chromium.js';
import { SIDEWAYS, TURNED_ROUND } from './support/layout.js';
import type { Language, OfficerPage, PageOptions } from './support/officer-page.js';
import { officersOfSuite } from './support/officers.js';

const [here, there] = nationCodes();
const LANGUAGES: readonly Language[] = ['fr', 'ar', 'en'];
const LINKS = '**/api/v1/links';

/** What a node says of a link with which everything is wrong. */
const TROUBLE = {
  partner: there,
  lastHeardAt: '2031-03-12T13:59:00Z',
  state: 'silent',
  alarms: ['silent', 'gap', 'receipts-overdue', 'drift', 'urgent-limit', 'something-newer'],
  inbound: [
    {
      lane: 'alert.urgent',
      partition: 0,
      sequence: '12',
      gaps: [{ first: '7', last: '9', foundAt: '2031-03-12T14:05:00Z' }],
    },
  ],
  overdueReceipts: { count: 3, oldestAt: '2031-03-12T13:40:00Z' },
  reconciliation: { id: 'a', result: 'partial', at: '2031-03-12T14:00:00Z', drift: 2 },
  partnersReconciliation: { id: 'b', result: 'failed', at: '2031-03-12T14:00:00Z', drift: 0 },
};

/** How the page begins to say what the node calls so. Other suites may have left differences that stand. */
const ENDED: Readonly<Record<string, RegExp>> = {
  complete: /^Complète \(\d\d:\d\d\) : .*les deux côtés concordaient/,
  partial: /^Partielle \(\d\d:\d\d\) : /,
  failed: /^Échouée \(\d\d:\d\d\) : /,
};

await describeInBrowser('the links with partners, as officers see them', () => {
  const sitDown = officersOfSuite();

  const atLinks = async (username: string, options: PageOptions = {}): Promise<OfficerPage> => {
    const officer = await sitDown(here, options);
    await officer.signIn(username, '/links');
    await officer.page.locator('.link h2').waitFor();
    return officer;
  };
  const inTrouble = async (username: string, options: PageOptions = {}): Promise<OfficerPage> => {
    const officer = await sitDown(here, options);
    await officer.page.route(LINKS, (route) => route.fulfill({ json: { items: [TROUBLE], next: null } }));
    await officer.signIn(username, '/links');
    await officer.page.locator('.link .alarms').waitFor();
    return officer;
  };

  it('say of each partner when it was heard, what is missing and what was compared', async () => {
    const { page } = await atLinks('desk1');
    await page.getByText(/^Liaison établie\. Entendu : \d\d:\d\d\.$/).waitFor();
    const said = await page.locator('.link').innerText();
    for (const part of [
      'Messages reçus',
      'Accusés attendus',
      'Dernières comparaisons',
      'listes de recherche',
    ])
      expect(said).toContain(part);
  });

  it('offer a desk officer nothing to begin', async () => {
    const { page } = await atLinks('desk1');
    expect(await page.locator('main').getByRole('button').count()).toBe(0);
  });

  it('let a supervisor compare, once it is confirmed, and show how it ends', async () => {
    const { page } = await atLinks('supervisor');
    const begun = page.waitForResponse((response) => response.url().endsWith('/reconciliations'));
    await enabled(page, 'Comparer maintenant').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Ce qui manque est renvoyé aussitôt').waitFor();
    await dialog.getByRole('button', { name: 'Comparer maintenant' }).click();
    const { id } = (await (await begun).json()) as { id: string };
    await dialog.waitFor({ state: 'detached' });
    const { result } = await eventually(async () => {
      const state = await told<{ result: string }>(page, `${there}/reconciliations/${id}`);
      return state.result !== 'running' && state;
    }, 'the end of the comparison');
    await page.locator('.ours', { hasText: ENDED[result]! }).waitFor();
    await enabled(page, 'Comparer maintenant').waitFor();
  });

  it('begin nothing where the question is dismissed', async () => {
    const { page } = await atLinks('supervisor');
    const begun: string[] = [];
    page.on('request', (request) => request.method() === 'POST' && begun.push(request.url()));
    await enabled(page, 'Renvoyer les listes').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Annuler' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await enabled(page, 'Renvoyer les listes').click();
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(begun.filter((url) => url.includes('/v1/links/'))).toEqual([]);
  });

  it('let the national centre send the lists again, and follow how far that is', async () => {
    const { page } = await atLinks('centre');
    const begun = page.waitForResponse((response) => response.url().endsWith('/synchronisations'));
    await enabled(page, 'Renvoyer les listes').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Renvoyer les listes' }).click();
    const { id } = (await (await begun).json()) as { id: string };
    await page.getByText('Commencé à la demande').waitFor();
    await eventually(async () => {
      const { state } = await told<{ state: string }>(page, `${there}/synchronisations/${id}`);
      return state !== 'walking';
    }, 'the end of the walk');
    await page.locator('.synchronisation', { hasText: /^(Tout est |Complet \()/ }).waitFor();
  });

  it('are worked without a mouse: from the bar to the page, to the question and back', async () => {
    const { page } = await atLinks('supervisor');
    await page.goto('/watch');
    await page.locator('main h1').first().waitFor({ state: 'attached' });
    const partner = page.locator('a.partner');
    await partner.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/links');
    await page.locator('main h1:focus').waitFor();
    await enabled(page, 'Comparer maintenant').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.locator('main button:focus', { hasText: 'Comparer maintenant' }).waitFor();
  });

  it('say in the bar of every page which alarms stand, in words and to a screen reader', async () => {
    const { page } = await inTrouble('post1');
    await page.goto('/help');
    await page.locator('a.partner .alarm', { hasText: '6 alarmes' }).waitFor();
    const status = page.locator('[role="status"]', { hasText: 'alarmes de la liaison' });
    expect(await status.innerText()).toContain('messages manquants');
    expect(await page.locator('a.partner').getAttribute('title')).toContain('something-newer');
  });

  it('name what is missing, what is overdue and what differs, and never say in step of it', async () => {
    const { page } = await inTrouble('desk1');
    const said = await page.locator('.link').innerText();
    expect(said).toContain('Les messages 7 à 9 de la voie « alertes urgentes » (partition 0) manquent.');
    expect(said).toContain('3 envois n’ont pas reçu de réponse');
    expect(said).toContain('2 écarts trouvés');
    expect(said).toContain('Échouée');
    expect(said).not.toMatch(/concordaient|Complète/);
    expect(await page.locator('.alarms li').count()).toBe(TROUBLE.alarms.length);
  });

  it('show why the node refuses to begin something', async () => {
    const { page } = await atLinks('supervisor');
    await page.route('**/synchronisations', (route) =>
      route.fulfill({
        status: 409,
        contentType: 'application/problem+json',
        body: JSON.stringify({ status: 409, code: 'PSR_AGREEMENT_NOT_IN_FORCE', title: '', detail: '' }),
      }),
    );
    await enabled(page, 'Renvoyer les listes').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Renvoyer les listes' }).click();
    const refusal = page.locator('main').getByRole('alert');
    await refusal.waitFor();
    expect(await refusal.innerText()).toContain('aucun accord avec ce partenaire n’est en vigueur');
  });

  it('are said to be old without a line, kept over a reload, and nothing can be begun', async () => {
    const { page, context } = await atLinks('supervisor');
    await page.evaluate(`navigator.serviceWorker.ready.then(() => true)`);
    await context.setOffline(true);
    await page.locator('.link-state.offline').waitFor();
    await page.reload();
    await page.getByText('Sans nouvelles depuis, il a pu changer.').waitFor();
    expect(await page.locator('.link-heard').innerText()).toContain('État inconnu maintenant');
    expect(await page.locator('main button[aria-disabled="true"]').count()).toBe(2);
    await page.getByText('Sans liaison, rien ne peut être lancé.').waitFor();
  });

  it.each(LANGUAGES)('break no rule of WCAG 2.2 AA with every alarm standing, in %s', async (language) => {
    const officer = await inTrouble('supervisor', { language, width: 1280, height: 900 });
    const { page } = officer;
    const found: string[] = [];
    for (const theme of ['day', 'sand', 'night']) {
      await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
      found.push(...(await officer.accessibilityProblems()));
    }
    await page.locator('main .buttons button').first().click();
    await page.getByRole('dialog').waitFor();
    found.push(...(await officer.accessibilityProblems()));
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 320, height: 640 });
    found.push(...(await officer.accessibilityProblems()));
    found.push(...(await page.evaluate<string[]>(TURNED_ROUND)));
    expect(found).toEqual([]);
    expect(await page.evaluate<number>(SIDEWAYS)).toBeLessThanOrEqual(0);
    expect(officer.complaints).toEqual([]);
  });
});

/** The button of the page, once nothing runs that forbids it. */
const enabled = (page: Page, name: string) =>
  page.locator('main .buttons button[aria-disabled="false"]', { hasText: name });

/** What the node tells this officer of the links. */
const told = <T>(page: Page, path: string): Promise<T> =>
  page.evaluate<T>(`fetch('/api/v1/links/${path}').then((answer) => answer.json())`);
