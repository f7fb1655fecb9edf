import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Line } from '@passerelle/testing';
import { eventually, nationCodes, sandbox } from '../e2e/support/sandbox.js';
import { describeInBrowser, launchChromium, type LaunchedBrowser } from './support/chromium.js';
import { OfficerPage } from './support/officer-page.js';
import { PartnerAlerts, type SentAlert } from './support/partner-alerts.js';

const [here, there] = nationCodes();
const partner = new PartnerAlerts(here, there);
const STREAM = '/v1/notifications/stream';

const issue = (): Promise<SentAlert> =>
  partner.send('STOLEN-VEHICLE', { status: 'Test', urgency: 'routine' });

const isListed = (page: Page, notificationId: string): Promise<boolean> =>
  page.evaluate<boolean>(`document.querySelector('a[href^="/watch/${notificationId}"]') !== null`);

await describeInBrowser('the stream of the desk, in a real browser', () => {
  let launched: LaunchedBrowser;
  let link: Line;
  let officer: OfficerPage;
  beforeAll(async () => {
    link = await Line.to(sandbox().nations[here]!.console);
    launched = await launchChromium(link);
  });
  beforeEach(async () => {
    officer = await OfficerPage.open(launched.browser, here);
    await officer.signIn('desk1', '/watch');
    await officer.page.getByText('Relié', { exact: true }).waitFor();
  });
  afterEach(async () => {
    link.mend();
    await officer?.close();
  });
  afterAll(async () => {
    await partner.withdrawAll();
    await launched?.close();
    await link?.close();
  });

  it('is one for six tabs, and goes on in another when its tab is closed', async () => {
    const { context, page } = officer;
    const opened: string[] = [];
    context.on('request', (request) => {
      if (request.url().includes(STREAM)) opened.push(request.url());
    });
    const tabs: Page[] = [];
    for (let n = 0; n < 5; n++) {
      const tab = await context.newPage();
      await tab.goto('/watch');
      await tab.getByText('Relié', { exact: true }).waitFor();
      tabs.push(tab);
    }
    const { notificationId: first } = await issue();
    for (const tab of [page, ...tabs]) await eventually(() => isListed(tab, first), 'the news in every tab');
    expect(opened).toEqual([]);

    await page.close();
    await eventually(async () => opened.length > 0, 'another tab takes the stream over');
    const { notificationId: second } = await issue();
    for (const tab of tabs)
      await eventually(() => isListed(tab, second), 'the news in every tab that is left');
    expect(opened).toHaveLength(1);
    expect(new URL(opened[0]!).searchParams.get('after')).toMatch(/^\d+$/);
  });

  it('loses nothing over a hundred abrupt drops', async () => {
    const { page, context } = officer;
    const snapshots: string[] = [];
    context.on('request', (request) => {
      if (request.url().endsWith('/v1/queue')) snapshots.push(request.url());
    });
    const issued: SentAlert[] = [];
    for (let drop = 0; drop < 100; drop++) {
      link.cut();
      if (drop % 5 === 0) issued.push(await issue());
      await page
        .getByText(/Hors ligne/)
        .first()
        .waitFor();
      link.mend();
      await page.getByText('Relié', { exact: true }).waitFor();
    }
    for (const { notificationId } of issued) {
      await eventually(() => isListed(page, notificationId), 'an alert that came between two drops');
    }
    // Told by the stream alone: no snapshot was read that could have hidden a loss.
    expect(snapshots).toEqual([]);
  });

  it('is not answered by the service worker', async () => {
    const { page } = officer;
    await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
    await page.reload();
    const request = await page.waitForRequest((request) => request.url().includes(STREAM));
    expect(await page.evaluate('navigator.serviceWorker.controller !== null')).toBe(true);
    const response = await request.response();
    expect(response?.fromServiceWorker()).toBe(false);
  });
});
