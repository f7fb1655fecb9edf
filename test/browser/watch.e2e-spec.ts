import { afterAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { nationCodes, receiptSeen, receiptsOf } from '../e2e/support/sandbox.js';
import { describeInBrowser } from './support/chromium.js';
import type { PageOptions } from './support/officer-page.js';
import { officersOfSuite } from './support/officers.js';
import { PartnerAlerts, type SentAlert } from './support/partner-alerts.js';

const [here, there] = nationCodes();
const partner = new PartnerAlerts(here, there);

const row = (page: Page, { notificationId }: SentAlert) =>
  page.locator(`.queue a[href="/watch/${notificationId}"]`);
const take = (page: Page) => page.getByRole('button', { name: 'Prendre en charge' });
/** The head of the open case says so; other rows of the queue may say the same. */
const takenByMe = (page: Page) => page.locator('.case-head').getByText(/Pris par vous à \d\d:\d\d/);
const armed = (page: Page) => page.locator('button.take[aria-disabled="false"]');

await describeInBrowser('the watch of a desk officer', () => {
  const sitDown = officersOfSuite();
  afterAll(async () => {
    await partner.withdrawAll();
  });

  const signedIn = async (username: string, options: PageOptions = {}): Promise<Page> => {
    const officer = await sitDown(here, options);
    await officer.signIn(username, '/watch');
    await officer.page.getByText('Relié').waitFor();
    return officer.page;
  };

  it('shows an alert that arrives, and the tab says so, without a reload', async () => {
    const page = await signedIn('desk1');
    const alert = await partner.send('STOLEN-VEHICLE');
    await row(page, alert).waitFor();
    expect(await row(page, alert).innerText()).toContain('Non pris');
    expect(await page.title()).toMatch(/^▲ \d+ · /);
  });

  it('sounds two rising tones for what is immediate and untaken, once somebody has touched the page', async () => {
    const page = await signedIn('desk1');
    await page.evaluate(COUNT_TONES);
    await page.keyboard.press('Shift');
    await partner.send('STOLEN-VEHICLE');
    await page.waitForFunction('tones.length >= 2');
    const [first, second] = await page.evaluate<number[]>('tones');
    expect(second!).toBeGreaterThan(first!);
  });

  it('takes charge with two keys from any page, and the sender sees it', async () => {
    const page = await signedIn('desk1');
    await partner.send('STOLEN-VEHICLE');
    await page.goto('/help');
    await page.getByRole('heading', { name: 'Aide' }).waitFor();
    await page.getByRole('button', { name: /À prendre : [1-9]/ }).waitFor();
    await page.keyboard.press('F2');
    await armed(page).waitFor();
    const notificationId = page.url().split('/').pop()!;
    expect(await page.locator('.instruction').isVisible()).toBe(true);
    await page.keyboard.press('Enter');
    await takenByMe(page).waitFor();
    const { originAlertId } = await notificationOf(notificationId);
    await receiptSeen(partner.writer, originAlertId, 'acknowledged');
    await receiptSeen(partner.writer, originAlertId, 'displayed');
  });

  it('takes nothing in the first 700 ms, wherever the press ends', async () => {
    const page = await signedIn('desk1');
    const alert = await partner.send('STOLEN-VEHICLE');
    await row(page, alert).waitFor();
    const acknowledgements = watchRequests(page, 'acknowledgement');
    await page.clock.install();
    await page.clock.pauseAt(new Date(Date.now() + 5_000));
    await row(page, alert).click();
    while (!(await page.locator('.instruction').isVisible())) await page.clock.runFor(20);
    await page.clock.runFor(20);
    await take(page).click({ force: true });
    await page.mouse.down();
    await page.clock.runFor(2_000);
    await page.mouse.up();
    expect(acknowledgements).toEqual([]);
    await page.clock.resume();
    await armed(page).click();
    await takenByMe(page).waitFor();
    expect(acknowledgements).toHaveLength(1);
  });

  it('takes nothing by a key that is held down', async () => {
    const page = await signedIn('desk1');
    const alert = await partner.send('STOLEN-VEHICLE');
    await row(page, alert).focus();
    const acknowledgements = watchRequests(page, 'acknowledgement');
    await page.keyboard.down('Enter');
    await armed(page).waitFor();
    expect(await page.evaluate('document.activeElement.className')).toContain('take');
    for (let repeat = 0; repeat < 20; repeat++) await page.keyboard.down('Enter');
    await page.keyboard.up('Enter');
    expect(acknowledgements).toEqual([]);
    await page.keyboard.press('Enter');
    await takenByMe(page).waitFor();
    expect(acknowledgements).toHaveLength(1);
  });

  it('undoes within the minute, and the sender is told', async () => {
    const page = await signedIn('desk1');
    const alert = await partner.send('STOLEN-VEHICLE');
    await row(page, alert).click();
    await armed(page).click();
    await takenByMe(page).waitFor();
    await page.getByRole('button', { name: 'Annuler' }).first().click();
    await take(page).waitFor();
    await receiptSeen(partner.writer, alert.alertId, 'handed-back');
    const kinds = (await receiptsOf(partner.writer, alert.alertId)).map(({ kind }) => kind);
    expect(kinds.indexOf('acknowledged')).toBeLessThan(kinds.indexOf('handed-back'));
  });

  it('asks for a reason to hand back, and for an outcome to close; both reach the sender', async () => {
    const page = await signedIn('desk1');
    const alert = await partner.send('STOLEN-VEHICLE');
    await row(page, alert).click();
    await armed(page).click();
    await page.getByRole('button', { name: 'Rendre la main' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Rendre la main' }).click();
    await page.getByText('Choisissez une raison.').waitFor();
    await page.getByLabel('Fin de service').check();
    await page.getByRole('dialog').getByRole('button', { name: 'Rendre la main' }).click();
    await armed(page).click();
    await page.getByRole('button', { name: 'Clore avec résultat' }).click();
    await page.getByLabel('Retrouvé', { exact: true }).check();
    await page.getByRole('dialog').getByRole('button', { name: 'Clore' }).click();
    await page.getByText('Clos : Retrouvé').waitFor();
    const { reason } = await receiptSeen(partner.writer, alert.alertId, 'actioned');
    expect(reason).toBe('FOUND');
    await receiptSeen(partner.writer, alert.alertId, 'handed-back');
  });

  it('tells the slower of two officers who was faster, and when', async () => {
    const [fast, slow] = [await signedIn('desk1'), await signedIn('desk2')];
    const alert = await partner.send('STOLEN-VEHICLE');
    for (const page of [fast, slow]) await row(page, alert).click();
    await slow.route('**/acknowledgement', async (route) => {
      await armed(fast).click();
      await takenByMe(fast).waitFor();
      await route.continue();
    });
    await armed(slow).click();
    await slow
      .getByRole('alert')
      .getByText(/Pris par desk1 à \d\d:\d\d/)
      .waitFor();
    await slow.getByText('En d’autres mains').waitFor();
    expect(await take(slow).count()).toBe(0);
  });

  it('keeps what can not be sent, says so, and sends it when asked', async () => {
    const page = await signedIn('desk1');
    const alert = await partner.send('STOLEN-VEHICLE');
    await row(page, alert).click();
    // Only what the officer asks for passes: the outbox tries by itself, too, and would take the button away.
    await page.evaluate(NOTE_ASKED);
    await page.route('**/acknowledgement', async (route) => {
      await ((await page.evaluate('window.asked')) === true ? route.continue() : route.abort());
    });
    await armed(page).click();
    await page
      .locator('.case')
      .getByText(/Gardé ici, pas encore envoyé/)
      .waitFor();
    await page.locator('.case').getByRole('button', { name: 'Réessayer' }).click();
    await takenByMe(page).waitFor();
    await receiptSeen(partner.writer, alert.alertId, 'acknowledged');
  });

  it('strikes out what is withdrawn while it is on the screen, and has it confirmed as stopped', async () => {
    const page = await signedIn('desk1');
    const alert = await partner.send('STOLEN-VEHICLE');
    await row(page, alert).click();
    await armed(page).click();
    await takenByMe(page).waitFor();
    await partner.withdraw(alert.alertId);
    await page.getByText('Retiré par son auteur. Ne plus utiliser.').waitFor();
    const line = await page.evaluate(
      `getComputedStyle(document.querySelector('.case.withdrawn #case-title')).textDecorationLine`,
    );
    expect(line).toBe('line-through');
    await page.getByRole('button', { name: 'Confirmer : recherche arrêtée' }).click();
    await page
      .getByText(/^Clos : /)
      .first()
      .waitFor();
    expect(await row(page, alert).count()).toBe(0);
  });

  it('says of an exercise that it is one, in the queue and on the case', async () => {
    const page = await signedIn('desk1');
    const alert = await partner.send('STOLEN-VEHICLE', { status: 'Exercise' });
    await row(page, alert).waitFor({ state: 'attached' });
    await page.goto(`/watch/${alert.notificationId}`);
    await page.getByText('EXERCICE. Ne pas agir comme pour un cas réel.').waitFor();
    expect(await row(page, alert).innerText()).toContain('EXERCICE');
  });

  const notificationOf = async (notificationId: string): Promise<{ originAlertId: string }> => {
    const all = await partner.desk.all<{ notificationId: string; originAlertId: string }>(
      'desk',
      '/v1/notifications',
    );
    return all.find((item) => item.notificationId === notificationId)!;
  };
});

/** The pitches that the page plays, instead of playing them. */
const COUNT_TONES = `window.tones = [];
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (at) { tones.push(this.frequency.value); start.call(this, at); }`;

/** `window.asked` from the press of this button on. */
const NOTE_ASKED = `window.asked = false;
  addEventListener('click', ({ target }) => { asked ||= target.textContent === 'Réessayer'; }, true)`;

function watchRequests(page: Page, action: string): string[] {
  const seen: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith(`/${action}`)) seen.push(request.method());
  });
  return seen;
}
