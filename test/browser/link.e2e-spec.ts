import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { Line } from '@passerelle/testing';
import { nationCodes, sandbox } from '../e2e/support/sandbox.js';
import { describeInBrowser, launchChromium, type LaunchedBrowser } from './support/chromium.js';
import { OfficerPage } from './support/officer-page.js';

const [here] = nationCodes();

await describeInBrowser('a bad line between an officer and the desk', () => {
  let launched: LaunchedBrowser;
  let link: Line;
  let officer: OfficerPage;
  beforeAll(async () => {
    link = await Line.to(sandbox().nations[here]!.console);
    launched = await launchChromium(link);
    officer = await OfficerPage.open(launched.browser, here);
    await officer.signIn('desk1', '/watch');
    await officer.page.locator('.link-state.connected').waitFor();
    await officer.page.evaluate(`navigator.serviceWorker.ready.then(() => true)`);
  });
  afterEach(() => link.mend());
  afterAll(async () => {
    await officer?.close();
    await launched?.close();
    await link?.close();
  });

  it('that is cut is said to be cut, and found again without a reload', async () => {
    const { page } = officer;
    await page.evaluate('window.sameDocument = true');
    link.cut();
    await page.locator('.link-state.offline').waitFor();
    link.mend();
    await page.locator('.link-state.connected').waitFor();
    expect(await page.evaluate('window.sameDocument')).toBe(true);
  });

  it('that is cut still opens the console, with the queue it showed last', async () => {
    const { page } = officer;
    const rows = page.getByRole('main').getByRole('link');
    await rows.first().waitFor();
    link.cut();
    await page.reload();
    await page.locator('.link-state.offline').waitFor();
    await rows.first().waitFor();
    expect(await rows.count()).toBeGreaterThan(0);
    link.mend();
    await page.locator('.link-state.connected').waitFor();
  });

  it('that is slow still gets there', async () => {
    link.slowDown({ bitsPerSecond: 240_000, delayMs: 200 });
    link.cut();
    await officer.page.locator('.link-state.offline').waitFor();
    link.mend();
    await officer.page.locator('.link-state.connected').waitFor();
    await officer.page.goto('/journal');
    await officer.page.getByRole('heading', { name: 'Journal' }).waitFor();
    link.slowDown(null);
    expect(officer.complaints).toEqual([]);
  });
});
