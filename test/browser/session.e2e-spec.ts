import { expect, it } from '@jest/globals';
import { nationCodes } from '../e2e/support/sandbox.js';
import { describeInBrowser } from './support/chromium.js';
import { endSession } from './support/end-session.js';
import type { PageOptions } from './support/officer-page.js';
import { officersOfSuite } from './support/officers.js';

const [here] = nationCodes();
const ROUTES = ['/watch', '/journal', '/write', '/alerts', '/post', '/outbox', '/shift', '/help', '/nowhere'];

await describeInBrowser("an officer's session, in a real browser", () => {
  const sitDown = officersOfSuite();

  const signedIn = async (username: string, path: string, options: PageOptions = {}) => {
    const officer = await sitDown(here, options);
    await officer.signIn(username, path);
    return officer;
  };

  it.each(['desk1', 'post1'])('keeps the strict policy on every page, for %s', async (username) => {
    const officer = await signedIn(username, '/');
    for (const route of ROUTES) {
      await officer.page.goto(route);
      await officer.page.locator('main h1, main h2').first().waitFor();
    }
    expect(officer.complaints).toEqual([]);
  });

  it('is over with a sign-out, also for the page before and for whoever sits down next', async () => {
    const { page, entry, context } = await signedIn('desk1', '/watch');
    await page.getByRole('button', { name: 'Se déconnecter' }).click();
    await page.getByText('Console des officiers').waitFor();
    const session = await page.evaluate(`fetch('/session').then((answer) => answer.json())`);
    expect(session).toMatchObject({ signedIn: false });
    await page.goBack();
    await page.getByText('Console des officiers').waitFor();
    const cookies = await context.cookies(entry.console);
    expect(cookies.map(({ name }) => name)).not.toContain(`passerelle-${here.toLowerCase()}`);
    await page.goto('/session/sign-in');
    expect(await page.locator('input[name="username"]').inputValue()).toBe('');
  });

  it('can end while somebody writes: nothing typed is lost, and signing in again goes on with it', async () => {
    const officer = await signedIn('desk1', '/write');
    const { page, context } = officer;
    await page.getByRole('button', { name: 'Véhicule volé' }).click();
    const plate = page.getByLabel('Plaque', { exact: true });
    await plate.fill('DEMO-4');
    await endSession(officer);
    await plate.fill('DEMO-417');
    const banner = page.getByRole('alert').filter({ hasText: 'Votre session est terminée' });
    await banner.waitFor();
    expect(await plate.inputValue()).toBe('DEMO-417');

    const [again] = await Promise.all([
      context.waitForEvent('page'),
      banner.getByRole('link', { name: 'Se reconnecter' }).click(),
    ]);
    await again.locator('input[name="password"]').waitFor();
    await officer.fillForm('desk1', officer.passwordOf('desk1'), again);
    await again.getByText('Vous êtes reconnecté').waitFor();
    await banner.waitFor({ state: 'hidden' });
    expect(await plate.inputValue()).toBe('DEMO-417');
    expect(officer.complaints).toEqual([]);
  });

  it('says that the provider is away instead of showing a page that leads nowhere', async () => {
    const officer = await sitDown(here);
    await officer.page.goto('/?sign-in=unavailable');
    await officer.page.getByText('Console des officiers').waitFor();
    expect(officer.complaints).toEqual([]);
  });
});
