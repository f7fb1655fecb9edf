import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { nationCodes } from '../e2e/support/sandbox.js';
import { describeInBrowser, launchChromium, type LaunchedBrowser } from './support/chromium.js';
import { OfficerPage } from './support/officer-page.js';
import { PartnerAlerts, type SentAlert } from './support/partner-alerts.js';
import { SIDEWAYS, TURNED_ROUND } from './support/layout.js';

const [here, there] = nationCodes();
const partner = new PartnerAlerts(here, there);
const IN = [
  ['fr', 'day'],
  ['ar', 'night'],
  ['en', 'sand'],
] as const;

await describeInBrowser('what an officer writes and reports, as it looks', () => {
  let launched: LaunchedBrowser;
  let alert: SentAlert;
  beforeAll(async () => {
    launched = await launchChromium();
    alert = await partner.send('STOLEN-VEHICLE', { vehicle: { plate: '7781-04/ML' } });
  });
  afterAll(async () => {
    await partner.withdrawAll();
    await launched?.close();
  });

  it.each(IN)(
    'breaks no rule, turns nothing round and fits 320 pixels, in %s by %s',
    async (language, theme) => {
      const officer = await OfficerPage.open(launched.browser, here, { language, width: 1280, height: 900 });
      const { page } = officer;
      const found: string[] = [];
      const look = async (what: string): Promise<void> => {
        for (const width of [1280, 320]) {
          await page.setViewportSize({ width, height: 800 });
          for (const problem of await officer.accessibilityProblems())
            found.push(`${what} at ${width}: ${problem}`);
          if ((await page.evaluate<number>(SIDEWAYS)) > 0)
            found.push(`${what} at ${width}: scrolls sideways`);
          for (const id of await page.evaluate<string[]>(TURNED_ROUND))
            found.push(`${what} at ${width}: ${id}`);
        }
        await page.setViewportSize({ width: 1280, height: 900 });
      };
      await officer.signIn('desk1', '/write');
      await keepTheme(page, theme);

      await page.locator('.tile').nth(1).click();
      await page.locator('#plate').fill('+000 45 12 33 09');
      await page.locator('.send button').click();
      await page.locator('.error-summary').waitFor();
      await look('a form with errors and a hint');

      await page.locator('#plate').fill('7781-04/ML');
      await page.locator('#documentNumber').fill('UTO7781B04');
      await page.locator('#reference').fill('DEMO-417/2031');
      await page.locator('.write-form .buttons .button').click();
      await page.locator('.theirs.hatch').waitFor();
      await look('a preview');

      await page.locator('.send button').click();
      await page.locator('.receipts li').first().waitFor();
      await look('an alert of ours');
      await page.locator('.own-alert > .buttons button').click();
      await page.locator('dialog .button.primary').click();
      await page.locator('dialog .error-summary').waitFor();
      await look('a withdrawal');

      await page.goto(`/post/${alert.notificationId}`);
      await page.locator('.instruction').waitFor();
      await look('an alert at a post');
      await page.locator('.report > .button').click();
      await page.locator('dialog .tile').first().waitFor();
      await look('a sighting');
      expect(found).toEqual([]);
      expect(officer.complaints).toEqual([]);
      await officer.close();
    },
  );
});

async function keepTheme(page: Page, theme: string): Promise<void> {
  await page.evaluate(
    `localStorage.setItem('passerelle-preferences', JSON.stringify({ ...JSON.parse(localStorage.getItem('passerelle-preferences') ?? '{}'), theme: '${theme}' }))`,
  );
  await page.reload();
  expect(await page.evaluate('document.documentElement.dataset.theme')).toBe(theme);
}
