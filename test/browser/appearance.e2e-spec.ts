import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { nationCodes } from '../e2e/support/sandbox.js';
import { describeInBrowser, launchChromium, type LaunchedBrowser } from './support/chromium.js';
import { type Language, OfficerPage } from './support/officer-page.js';
import { SIDEWAYS, TURNED_ROUND } from './support/layout.js';
import { PartnerAlerts, type SentAlert } from './support/partner-alerts.js';

const [here, there] = nationCodes();
const LANGUAGES: readonly Language[] = ['fr', 'ar', 'en'];
const THEMES = ['day', 'sand', 'night'] as const;
const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 320, height: 640 };
const PAGES = [
  '/watch',
  '/journal',
  '/shift',
  '/help',
  '/alerts',
  '/write',
  '/post',
  '/outbox',
  '/links',
  '/nowhere',
];

/** How identifiers of this border are written: any of them turns round in Arabic when it is not set apart. */
const PATTERNS = [
  'UTO7781B04',
  '7781-04/ML',
  'P<UTOKELINDOU<<AWA',
  'AA 123 BC',
  'DEMO-417/2031',
  '12/34-5',
  '(000) 45-33',
  'A.12:34',
];
const PHONES = ['+000 45 12 33 09', '+000 (45) 12-33'];
const PLATE = '7781-04/ML';

const partner = new PartnerAlerts(here, there);

await describeInBrowser('the console as it looks', () => {
  let launched: LaunchedBrowser;
  let alert: SentAlert;
  beforeAll(async () => {
    launched = await launchChromium();
    alert = await partner.send('MISSING-PERSON', {
      action: 'PROTECT',
      legalGround: 'FAMILY-REQUEST',
      person: {
        names: [{ type: 'primary', script: 'Latn', full: 'Awa Kélindou' }],
        birth: { date: '2018-04-02', precision: 'day' },
        documents: PATTERNS.map((number) => ({ type: 'other', number, issuer: 'UTO' })),
        phones: PHONES,
      },
      vehicle: { plate: PLATE },
    });
  });
  afterAll(async () => {
    await partner.withdrawAll();
    await launched?.close();
  });

  const officerIn = async (language: Language, size: { width: number; height: number }) => {
    const officer = await OfficerPage.open(launched.browser, here, { language, ...size });
    await officer.signIn('desk1', '/watch');
    await officer.page.locator('.queue a').first().waitFor();
    return officer;
  };
  const pages = (): string[] => [...PAGES, `/watch/${alert.notificationId}`];

  describe.each(LANGUAGES)('in %s', (language) => {
    const broken: string[] = [];
    const wide: string[] = [];

    /** Each page once: in every theme on a wide screen, then on the narrowest. */
    beforeAll(async () => {
      const officer = await officerIn(language, WIDE);
      for (const path of pages()) {
        await officer.page.setViewportSize(WIDE);
        await open(officer.page, path);
        for (const theme of THEMES) {
          await officer.page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
          for (const problem of await officer.accessibilityProblems())
            broken.push(`${theme} ${path}: ${problem}`);
        }
        await officer.page.setViewportSize(NARROW);
        if ((await officer.page.evaluate<number>(SIDEWAYS)) > 0) wide.push(path);
        for (const problem of await officer.accessibilityProblems()) wide.push(`${path}: ${problem}`);
      }
      broken.push(...officer.complaints);
      await officer.close();
    });

    it('breaks no rule of WCAG 2.2 AA, by day, in the sun and at night', () => {
      expect(broken).toEqual([]);
    });

    it('fits 320 pixels without scrolling sideways', () => {
      expect(wide).toEqual([]);
    });
  });

  it('reads every identifier from left to right in Arabic', async () => {
    const officer = await officerIn('ar', WIDE);
    const { page } = officer;
    await open(page, `/watch/${alert.notificationId}`);
    await page.getByText('Awa Kélindou').waitFor();
    const written = await page.evaluate<string[]>(
      `[...document.querySelectorAll('.case .id')].map((id) => id.textContent)`,
    );
    for (const identifier of [...PATTERNS, ...PHONES, PLATE, '2018-04-02'])
      expect(written).toContain(identifier);
    for (const path of pages()) {
      await open(page, path);
      expect(await page.evaluate<string[]>(TURNED_ROUND)).toEqual([]);
    }
    await officer.close();
  });

  it('shows one clock in every language, with its zone', async () => {
    for (const language of LANGUAGES) {
      const officer = await officerIn(language, WIDE);
      expect(await officer.page.locator('.clock').innerText()).toMatch(/^\d\d:\d\d UTC$/);
      await officer.close();
    }
  });

  it('is worked without a mouse: to the queue, through it, into a case and back', async () => {
    const officer = await officerIn('fr', WIDE);
    const { page } = officer;
    const focused = (): Promise<string> => page.evaluate(FOCUSED);
    await page.keyboard.press('Tab');
    expect(await focused()).toContain('Aller au contenu');
    await page.locator('.queue a').first().focus();
    const first = await focused();
    await page.keyboard.press('ArrowDown');
    expect(await focused()).not.toBe(first);
    await page.keyboard.press('Enter');
    await page.locator('.case-head').waitFor();
    await page.keyboard.press('Escape');
    await page.waitForURL('**/watch');
    expect(await page.evaluate(COVERED)).toEqual([]);
    await officer.close();
  });
});

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.locator('main h1').first().waitFor({ state: 'attached' });
  if (path.startsWith('/watch/')) await page.locator('.instruction').waitFor();
}

const FOCUSED = `(document.activeElement.textContent + ' ' + (document.activeElement.getAttribute('href') ?? '')).trim()`;

/** Controls that something else lies upon when they have the focus (WCAG 2.2, 2.4.11). */
const COVERED = `[...document.querySelectorAll('a[href], button')].filter((control) => {
  control.focus();
  if (document.activeElement !== control) return false;
  const { x, y, width, height } = control.getBoundingClientRect();
  if (width === 0 || y + height > innerHeight || y < 0) return false;
  const top = document.elementFromPoint(x + width / 2, y + height / 2);
  return top !== null && !control.contains(top) && !top.contains(control);
}).map((control) => control.outerHTML.slice(0, 80))`;
