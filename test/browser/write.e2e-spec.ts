import { expect, it } from '@jest/globals';
import { canonicalBytes, digest } from '@passerelle/credential';
import type { Page } from 'playwright-core';
import { marks } from '../e2e/support/alerts.js';
import { copySeen, Machine, nationCodes, receiptSeen } from '../e2e/support/sandbox.js';
import { describeInBrowser } from './support/chromium.js';
import { OfficerPage } from './support/officer-page.js';
import { officersOfSuite } from './support/officers.js';

const [here, there] = nationCodes();
const own = new Machine(here, 'system');
const partner = new Machine(there, 'system');

interface PreviewAnswer {
  previews: { partner: string; decision: string; released: Record<string, unknown> }[];
}

await describeInBrowser('writing an alert, in a real browser', () => {
  const sitDown = officersOfSuite();

  const writing = async (threat: string, username = 'desk1'): Promise<OfficerPage> => {
    const officer = await sitDown(here);
    await officer.signIn(username, '/write');
    await officer.page.getByRole('button', { name: threat }).click();
    return officer;
  };

  it('what the partner reads is, byte for byte, what the preview showed; what is withheld is on neither screen', async () => {
    const mark = marks();
    const { page } = await writing('Personne recherchée');
    await page.getByLabel('Nom', { exact: true }).fill(mark.name);
    await page.getByLabel('Naissance').fill('٠٢/٠٥/١٩٨٧');
    await page.locator('#documentType').selectOption('passport');
    await page.locator('#documentNumber').fill('uto٨٧٠٥٠٢');
    await page.getByRole('button', { name: 'Le reste est inconnu' }).click();
    await page.getByLabel('Récit').fill(mark.narrative);
    await page.locator('#sourceType').selectOption('resident');
    await page.locator('#sourceNote').fill(mark.sourceNote);
    await page.getByLabel('Notre référence').fill(mark.reference);
    const preview = await lastPreview(page, mark.reference);

    const theirs = page.locator('.theirs');
    await theirs.filter({ hasText: 'RETENU' }).nth(2).waitFor();
    const shown = (await theirs.allInnerTexts()).join('\n');
    expect(shown).toContain(mark.name);
    for (const canary of [mark.narrative, mark.sourceNote, mark.reference])
      expect(shown).not.toContain(canary);
    // Each withheld row names its clause in words.
    for (const row of await theirs.filter({ hasText: 'RETENU' }).allInnerTexts()) {
      expect(row).toMatch(/art\. [\d.]+ \S+/);
    }

    const alertId = await send(page);
    await receiptSeen(own, alertId, 'delivered');
    const read = await copySeen(partner, alertId);
    const {
      alertId: _1,
      originAlertId: _2,
      version: _3,
      state: _4,
      origin: _5,
      withheld: _6,
      ...document
    } = read;
    const released = preview.previews.find((each) => each.partner === there)?.released;
    expect(digest(canonicalBytes(document))).toBe(digest(canonicalBytes(released)));
    expect(document).toMatchObject({
      person: { birth: { date: '1987-05-02' }, documents: [{ number: 'UTO870502' }] },
    });

    const abroad = await sitDown(there);
    await abroad.signIn('desk1', '/watch');
    await abroad.page.goto(`/watch/none?alert=${read.alertId}`);
    const dom = await abroad.page.evaluate<string>('document.documentElement.outerHTML');
    for (const canary of [mark.narrative, mark.sourceNote, mark.reference]) expect(dom).not.toContain(canary);
  });

  it('says before sending that nothing leaves, or that somebody must agree first', async () => {
    const { page } = await writing('Terrorisme');
    await page.locator('.decision').filter({ hasText: 'autorité de transmission' }).waitFor();
    await page.getByRole('button', { name: 'Enregistrer sans transmettre' }).waitFor();
    await page.getByRole('button', { name: 'Changer' }).click();
    await page.getByRole('button', { name: 'Personne recherchée' }).click();
    await page.getByText('Autres éléments connus').click();
    await page.locator('#protection').selectOption('refugee');
    await page.locator('.decision').filter({ hasText: 'Rien ne partira' }).waitFor();
    await page.getByRole('button', { name: 'Enregistrer sans transmettre' }).waitFor();
  });

  it('refuses in one summary that takes the focus and leads to each field, in the same words', async () => {
    const { page } = await writing('Personne disparue');
    await page.getByLabel('Naissance').fill('32/13/1987');
    await page.getByRole('button', { name: /Envoyer/ }).click();
    const summary = page.getByRole('alert').filter({ hasText: 'Il y a un problème' });
    await summary.waitFor();
    expect(await page.evaluate('document.activeElement.className')).toBe('error-summary');
    const lines = await summary.getByRole('link').allInnerTexts();
    expect(lines).toContain('Cette date n’existe pas.');
    expect(lines).toHaveLength(6);
    for (const line of lines) await page.locator('.field .error', { hasText: line }).waitFor();
    await summary.getByRole('link', { name: 'Cette date n’existe pas.' }).click();
    expect(await page.evaluate('document.activeElement.id')).toBe('birth');
  });

  it('notices a plate in the field of a name, and moves it with one press', async () => {
    const { page } = await writing('Véhicule volé');
    await page.getByText('Autres éléments connus').click();
    await page.getByLabel('Nom', { exact: true }).fill('DEMO-٤١٧');
    await page.getByText('Cela ressemble à une plaque.').waitFor();
    await page.getByRole('button', { name: /Mettre dans « Plaque »/ }).click();
    expect(await page.getByLabel('Plaque', { exact: true }).inputValue()).toBe('DEMO-٤١٧');
  });

  it('sends once, however hurried the click', async () => {
    const mark = marks();
    const { page } = await writing('Véhicule volé');
    await page.getByLabel('Plaque', { exact: true }).fill('DEMO-417');
    await page.getByRole('button', { name: 'Le reste est inconnu' }).click();
    await page.getByLabel('Notre référence').fill(mark.reference);
    await lastPreview(page, mark.reference);
    await page.getByRole('button', { name: /Envoyer/ }).dblclick();
    await page.waitForURL(/\/alerts\/./);
    const stored = await own.all<{ reference?: string }>(
      'api',
      `/v1/alerts?origin=${here}&category=STOLEN-VEHICLE`,
    );
    expect(stored.filter(({ reference }) => reference === mark.reference)).toHaveLength(1);
  });

  it('keeps the draft over a reload and another visit, until it is sent', async () => {
    const { page } = await writing('Vol de bétail');
    await page.getByLabel('Marque au fer').fill('T barré');
    await page.waitForTimeout(600);
    await page.reload();
    expect(await page.getByLabel('Marque au fer').inputValue()).toBe('T barré');
    await page.goto('/alerts');
    await page.getByRole('link', { name: 'Reprendre' }).click();
    expect(await page.getByLabel('Marque au fer').inputValue()).toBe('T barré');
  });

  it('shows both versions when somebody else was faster, and sends the one that is chosen', async () => {
    const mark = marks();
    const { page } = await writing('Véhicule volé');
    await page.getByLabel('Plaque', { exact: true }).fill('DEMO-417');
    await page.getByRole('button', { name: 'Le reste est inconnu' }).click();
    await page.getByLabel('Notre référence').fill(mark.reference);
    await lastPreview(page, mark.reference);
    const alertId = await send(page);
    await page.getByRole('link', { name: 'Mettre à jour' }).click();
    await page.getByLabel('Plaque', { exact: true }).fill('DEMO-418');

    const now = await own.call('api', 'GET', `/v1/alerts/${alertId}`);
    const { alertId: _1, version, state: _2, origin: _3, ...document } = now.body;
    await own.update(alertId, Number(version), { ...document, vehicle: { plate: 'DEMO-419' } });
    await page.getByRole('button', { name: /Envoyer la mise à jour/ }).click();
    const conflict = page.getByRole('alert').filter({ hasText: 'Modifié entre-temps' });
    await conflict.waitFor();
    expect(await conflict.innerText()).toMatch(/DEMO-418[^]*DEMO-419/);
    await conflict.getByRole('button', { name: /Garder la mienne/ }).click();
    await page.getByRole('button', { name: /Envoyer la mise à jour/ }).click();
    await page.waitForURL(`**/alerts/${alertId}`);
    const settled = await own.call('api', 'GET', `/v1/alerts/${alertId}`);
    expect(settled.body).toMatchObject({ version: 3, vehicle: { plate: 'DEMO-418' } });
  });

  it('withdraws for a reason and after a confirmation, and the partner stops', async () => {
    const { page } = await writing('Véhicule volé');
    await page.getByLabel('Plaque', { exact: true }).fill('DEMO-417');
    await page.getByRole('button', { name: 'Le reste est inconnu' }).click();
    const alertId = await send(page);
    await receiptSeen(own, alertId, 'delivered');
    await page.getByText('Reçu par').waitFor();
    await page.getByRole('button', { name: 'Retirer…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Retirer' }).click();
    await dialog.getByRole('link', { name: 'Choisissez le motif du retrait' }).waitFor();
    await dialog.getByLabel('Signalement erroné').check();
    await dialog.getByRole('button', { name: 'Retirer' }).click();
    await page.getByText('Retiré ·').waitFor();
    await receiptSeen(own, alertId, 'erased');
    await page.getByText('Effacé par').first().waitFor();
  });
});

/** The answer to the last question that was asked about a document with this mark. */
async function lastPreview(page: Page, mark: string): Promise<PreviewAnswer> {
  const response = await page.waitForResponse(
    (response) =>
      response.url().endsWith('/preview') &&
      (response.request().postData() ?? '').includes(mark) &&
      response.ok(),
  );
  return (await response.json()) as PreviewAnswer;
}

async function send(page: Page): Promise<string> {
  await page.getByRole('button', { name: /^Envoyer/ }).click();
  await page.waitForURL(/\/alerts\/./);
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}
