import { expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { marks } from '../e2e/support/alerts.js';
import { eventually, Machine, nationCodes } from '../e2e/support/sandbox.js';
import { describeInBrowser } from './support/chromium.js';
import { OfficerPage } from './support/officer-page.js';

const [here] = nationCodes();
const own = new Machine(here, 'system');

await describeInBrowser('a browser that dies', () => {
  it.each(['before the request arrived', 'after it arrived, before the answer did'])(
    'while it sends, %s: the alert is there once',
    async (moment) => {
      const profile = mkdtempSync(join(tmpdir(), 'passerelle-profile-'));
      const mark = marks();
      try {
        const officer = await OfficerPage.openAt(profile, here);
        const { page, context } = officer;
        await officer.signIn('desk2', '/write');
        await page.getByRole('button', { name: 'Véhicule volé' }).click();
        await page.getByLabel('Plaque', { exact: true }).fill('DEMO-417');
        await page.getByRole('button', { name: 'Le reste est inconnu' }).click();
        await page.getByLabel('Notre référence').fill(mark.reference);
        const reached = new Promise<void>((done, failed) => {
          void page.route('**/api/v1/alerts', async (route) => {
            // The answer is never given to the page.
            if (moment.startsWith('after')) await route.fetch().catch(failed);
            done();
          });
        });
        await page.getByRole('button', { name: /^Envoyer/ }).click();
        await reached;
        const gone = context.waitForEvent('close');
        const devtools = await context.newCDPSession(page);
        void devtools.send('Browser.crash').catch(() => undefined);
        await gone;

        const again = await OfficerPage.openAt(profile, here);
        const after = again.page;
        await again.signIn('desk2', '/outbox');
        await after.getByText('Rien n’attend.').waitFor();
        await after.getByText('Envoyé').first().waitFor();
        await after.goto('/write');
        await after.getByText('De quoi s’agit-il ?').waitFor();
        await again.close();
      } finally {
        rmSync(profile, { recursive: true, force: true });
      }
      const stored = await eventually(async () => {
        const all = await own.all<{ reference?: string }>(
          'api',
          `/v1/alerts?origin=${here}&category=STOLEN-VEHICLE`,
        );
        const found = all.filter(({ reference }) => reference === mark.reference);
        return found.length > 0 && found;
      }, 'the alert of the browser that died');
      expect(stored).toHaveLength(1);
    },
  );
});
