import { expect, it } from '@jest/globals';
import { nationCodes } from '../e2e/support/sandbox.js';
import { describeInBrowser } from './support/chromium.js';
import { OfficerPage, type PageOptions } from './support/officer-page.js';
import { officersOfSuite } from './support/officers.js';

const [here, there] = nationCodes();

await describeInBrowser('signing in, in a real browser', () => {
  const sitDown = officersOfSuite();

  const open = async (nation = here, options: PageOptions = {}): Promise<OfficerPage> => {
    const officer = await sitDown(nation, options);
    return officer;
  };

  it('goes to the provider and back to the page that was asked for, without a complaint of the browser', async () => {
    const officer = await open();
    await officer.signIn('desk1', '/watch');
    await officer.page.locator('main').waitFor();
    expect(new URL(officer.page.url()).pathname).toBe('/watch');
    expect(officer.complaints).toEqual([]);
  });

  it('leaves nothing a script can read', async () => {
    const officer = await open();
    await officer.signIn('desk1');
    expect(await officer.page.evaluate('document.cookie')).toBe('');
    const stored = await officer.page.evaluate('JSON.stringify([localStorage, sessionStorage])');
    expect(stored).not.toMatch(/eyJ|token/);
    const cookies = await officer.context.cookies(officer.entry.console);
    expect(cookies.find(({ name }) => name === `passerelle-${here.toLowerCase()}`)).toMatchObject({
      httpOnly: true,
      sameSite: 'Lax',
    });
  });

  it('keeps two nations apart in one browser', async () => {
    const officer = await open();
    await officer.signIn('desk1', '/watch');
    const other = await officer.context.newPage();
    await other.goto((await open(there)).entry.console);
    const session = await other.evaluate(`fetch('/session').then((answer) => answer.json())`);
    expect(session).toMatchObject({ signedIn: false, nation: there });
  });

  it.each(['fr', 'ar', 'en'] as const)('has a form everybody can use, in %s', async (language) => {
    for (const dark of [false, true]) {
      const officer = await open(here, { language, dark, width: 360, height: 640 });
      await officer.page.goto('/session/sign-in');
      await officer.fillForm('nobody', 'guess');
      await officer.page.locator('[role="alert"]').waitFor();
      expect(await officer.page.locator('html').getAttribute('lang')).toBe(language);
      expect(await officer.accessibilityProblems()).toEqual([]);
      expect(await officer.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
      expect(officer.complaints).toEqual([]);
    }
  });
});
