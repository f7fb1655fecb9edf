import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Line } from '@passerelle/testing';
import { readFile } from 'node:fs/promises';
import { alertOf } from '../e2e/support/alerts.js';
import { eventually, Machine, nationCodes, sandbox } from '../e2e/support/sandbox.js';
import { describeInBrowser, launchChromium, type LaunchedBrowser } from './support/chromium.js';
import { OfficerPage } from './support/officer-page.js';
import { PartnerAlerts } from './support/partner-alerts.js';

const [here, there] = nationCodes();
const desk = new Machine(here, 'desk');
const own = new Machine(here, 'system');
const partner = new PartnerAlerts(here, there);
const HOUR_MS = 3_600_000;

/** The notification of a fresh alert of the partner. */
const arrived = async (): Promise<string> =>
  (await partner.send('STOLEN-VEHICLE', { status: 'Test' })).notificationId;

const sightings = async (notificationId: string): Promise<unknown[]> =>
  (await desk.all<{ kind: string }>('desk', `/v1/notifications/${notificationId}/events`)).filter(
    ({ kind }) => kind === 'sighted',
  );

await describeInBrowser('work without a line, in a real browser', () => {
  let launched: LaunchedBrowser;
  let link: Line;
  let officer: OfficerPage;
  beforeAll(async () => {
    link = await Line.to(sandbox().nations[here]!.console);
    launched = await launchChromium(link);
  });
  beforeEach(async () => {
    officer = await OfficerPage.open(launched.browser, here, { width: 360, height: 740 });
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

  const ready = async (path: string): Promise<void> => {
    await officer.signIn('post1', path);
    await officer.page.evaluate('navigator.serviceWorker.ready.then(() => true)');
    await officer.page.getByText('Relié', { exact: true }).waitFor();
  };

  const sight = async (): Promise<void> => {
    const { page } = officer;
    await page.getByRole('button', { name: 'Signaler une observation' }).click();
    await page.getByRole('dialog').locator('.tile').first().click();
    await page.getByRole('status').filter({ hasText: 'Noté' }).waitFor();
  };

  it('twelve hours and fifty sightings long: each arrives, once, though the page was closed between', async () => {
    const notificationId = await arrived();
    const { page } = officer;
    await page.clock.install({ time: new Date(Date.now() - 12 * HOUR_MS) });
    await ready(`/post/${notificationId}`);
    await page.getByText('DEMO-').first().waitFor();
    link.cut();
    for (let n = 1; n <= 50; n++) {
      await sight();
      await page.getByRole('link', { name: `${n} à envoyer` }).waitFor();
      await page.clock.fastForward((12 * HOUR_MS) / 50);
    }
    await page.reload();
    await page.getByRole('link', { name: '50 à envoyer' }).waitFor();
    await page.getByText('DEMO-').first().waitFor();

    link.mend();
    await page.getByText('Relié', { exact: true }).waitFor();
    await eventually(
      async () => !(await page.getByRole('link', { name: /à envoyer/ }).isVisible()),
      'an empty outbox',
    );
    expect(await sightings(notificationId)).toHaveLength(50);
  });

  it('moves nothing under a finger when the line goes and comes', async () => {
    const { page } = officer;
    await page.setViewportSize({ width: 360, height: 740 });
    await ready('/post');
    const top = async (): Promise<number | undefined> => (await page.locator('main').boundingBox())?.y;
    const connected = await top();
    link.cut();
    await page.getByText('Hors ligne').first().waitFor();
    expect(await top()).toBe(connected);
    link.mend();
    await page.getByText('Relié', { exact: true }).waitFor();
    expect(await top()).toBe(connected);
  });

  it('does not let the officer sign out before it has left, or been saved to a file that brings it back once', async () => {
    const notificationId = await arrived();
    const { page } = officer;
    await ready(`/post/${notificationId}`);
    await page.getByText('DEMO-').first().waitFor();
    link.cut();
    await sight();
    await page.setViewportSize({ width: 1024, height: 768 });
    await page.getByRole('button', { name: 'Se déconnecter' }).click();
    await page.getByText(/attend encore la liaison/).waitFor();
    await page.goto('/outbox');
    await page.getByText('1 envoi attend.').waitFor();
    await page.getByText('Fichier de secours', { exact: true }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Enregistrer dans un fichier' }).click(),
    ]);
    const file = await readFile(await download.path(), 'utf8');
    expect(file).not.toContain(notificationId);
    const code = await page.locator('.export-code bdi').innerText();

    // Taken out here and taken up again from the file: the same key, so the same sighting.
    page.once('dialog', (dialog) => void dialog.accept());
    await page.getByRole('button', { name: 'Retirer' }).click();
    await page.getByText('Rien n’attend.').waitFor();
    await page.getByText('Retiré par vous, non envoyé').waitFor();
    await page.locator('#import-file').setInputFiles({
      name: 'file.json',
      mimeType: 'application/json',
      buffer: Buffer.from(file),
    });
    await page.locator('#import-code').fill(code);
    await page.getByRole('button', { name: 'Reprendre' }).click();
    await page.getByText('1 envoi repris.').waitFor();
    link.mend();
    await eventually(async () => (await sightings(notificationId)).length === 1, 'the sighting of the file');
  });

  it('shows what was overtaken meanwhile, and lets the officer put it right', async () => {
    const { body: issued } = await own.issue(alertOf('STOLEN-VEHICLE'));
    const path = `/v1/alerts/${issued.alertId}`;
    await ready(`/write/${issued.alertId}`);
    const { page } = officer;
    await page.getByLabel('Plaque', { exact: true }).fill('DEMO-418');
    link.cut();
    await page.locator('.send button').click();
    await page.getByText(/Gardé ici, pas encore envoyé/).waitFor();

    const now = (await own.call('api', 'GET', path)).body;
    const { alertId: _1, version: _2, state: _3, origin: _4, ...document } = now;
    await own.update(issued.alertId, 1, { ...document, vehicle: { plate: 'DEMO-419' } });
    link.mend();
    await page.goto('/outbox');
    await page.getByText('Modifié entre-temps : comparez les deux versions').waitFor();
    await page.getByRole('link', { name: 'Corriger' }).click();
    expect(await page.getByLabel('Plaque', { exact: true }).inputValue()).toBe('DEMO-418');
    await page.locator('.send button').click();
    const conflict = page.getByRole('alert').filter({ hasText: 'Modifié entre-temps' });
    await conflict.getByRole('button', { name: 'Garder la mienne' }).click();
    await page.locator('.send button').click();
    await page.waitForURL(`**/alerts/${issued.alertId}`);
    expect((await own.call('api', 'GET', path)).body).toMatchObject({
      version: 3,
      vehicle: { plate: 'DEMO-418' },
    });
    await own.withdraw(issued.alertId);
  });

  it('is refused aloud when the device is full, and the text stays', async () => {
    const { page, context } = officer;
    const devtools = await context.newCDPSession(page);
    const { origin } = new URL(officer.entry.console);
    await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 4_000_000 });
    await ready('/write');
    await page.getByRole('button', { name: 'Véhicule volé' }).click();
    await page.getByLabel('Plaque', { exact: true }).fill('DEMO-417');
    await page.getByRole('button', { name: 'Le reste est inconnu' }).click();
    await page.evaluate(FILL_UP);
    await page.getByLabel('Récit').fill('Un long récit. '.repeat(200));
    link.cut();
    await page.locator('.send button').click();
    await page.getByRole('alert').filter({ hasText: 'Appareil plein' }).waitFor();
    expect(await page.getByLabel('Plaque', { exact: true }).inputValue()).toBe('DEMO-417');

    await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 40_000_000 });
    await page.locator('.send button').click();
    await page.getByText('1 envoi attend.').waitFor();
  });
});

/** Ever smaller pieces, until not even a hundred bytes fit. */
const FILL_UP = `new Promise((done, failed) => {
  const opening = indexedDB.open('ballast', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('pieces', { autoIncrement: true });
  opening.onerror = () => failed(opening.error);
  opening.onsuccess = () => {
    const fill = (size) => {
      if (size < 100) {
        opening.result.close();
        return done(true);
      }
      const writing = opening.result.transaction('pieces', 'readwrite');
      const piece = new Uint8Array(size);
      for (let at = 0; at < size; at += 65536) crypto.getRandomValues(piece.subarray(at, at + 65536));
      writing.objectStore('pieces').add(piece);
      writing.oncomplete = () => fill(size);
      writing.onabort = () => fill(Math.floor(size / 2));
    };
    fill(500_000);
  };
})`;
