import { expect, it } from '@jest/globals';
import sparticuz from '@sparticuz/chromium';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { marks } from '../e2e/support/alerts.js';
import { eventually, Machine, nationCodes, sandbox } from '../e2e/support/sandbox.js';
import { describeInBrowser } from './support/chromium.js';
import { userOf } from './support/officer-page.js';

const [here] = nationCodes();
const own = new Machine(here, 'system');

/** A browser with a profile of its own on disk, as an officer's is. */
async function browserAt(profile: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(profile, {
    executablePath: await sparticuz.executablePath(),
    args: [
      ...sparticuz.args.filter(
        (flag) => !/disable-web-security|single-process|no-zygote|headless/.test(flag),
      ),
      '--no-sandbox',
    ],
    headless: true,
    locale: 'fr',
    baseURL: sandbox().nations[here]!.console,
  });
}

async function signedIn(context: BrowserContext, path: string): Promise<Page> {
  const page = context.pages()[0] ?? (await context.newPage());
  const { username, password } = userOf(sandbox().nations[here]!, 'desk2');
  await page.goto(`/session/sign-in?return=${encodeURIComponent(path)}`);
  await page.locator('input[name="username"]').fill(username);
  await page.locator('input[name="password"]').fill(password);
  await page.locator('form button').click();
  await page.getByText('Relié', { exact: true }).waitFor();
  return page;
}

await describeInBrowser('a browser that dies', () => {
  it.each(['before the request arrived', 'after it arrived, before the answer did'])(
    'while it sends, %s: the alert is there once',
    async (moment) => {
      const profile = mkdtempSync(join(tmpdir(), 'passerelle-profile-'));
      const mark = marks();
      try {
        const context = await browserAt(profile);
        const page = await signedIn(context, '/write');
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

        const again = await browserAt(profile);
        const after = await signedIn(again, '/outbox');
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
