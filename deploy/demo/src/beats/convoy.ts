import type { Beat } from '../beat.js';

const HERDER = '+000 555 0142';
const TALE = 'Le berger a suivi les traces jusqu’au puits, de nuit.';

export const convoy: Beat = {
  title: '2. A stolen herd is on its way to the border: write once, see what the partner will see',
  play: async (stage, pace, story) => {
    const { page } = stage.writer;
    await page.goto('/write');
    await page.getByRole('button', { name: 'Vol de bétail' }).click();
    await page.locator('#species').selectOption('cattle');
    await page.locator('#count').fill('٦٠');
    await page.locator('#brand').fill('double barre, 7');
    await page.locator('#coat').fill('rousse, front blanc');
    await page.locator('#corridor').fill('du puits vers le sud-est');
    await page.locator('#placePost').selectOption({ index: 3 });
    await pace.show('Six fields; Arabic-Indic digits are digits');
    await page.locator('#narrative').fill(TALE);
    await page.locator('#sourceType').selectOption('resident');
    await page.locator('#sourceContact').fill(HERDER);
    await page.locator('#reference').fill('DÉMO-12');
    const theirs = page.locator('.theirs');
    await theirs.filter({ hasText: 'RETENU' }).nth(2).waitFor();
    const shown = (await theirs.allInnerTexts()).join('\n');
    if ([HERDER, TALE, 'DÉMO-12'].some((secret) => shown.includes(secret))) {
      throw new Error('the preview shows what the agreement withholds');
    }
    await page.evaluate('scrollTo(0, 0)');
    await stage.picture('2-write', stage.writer);
    await pace.show(
      'The tale, the herder and his telephone stay: each is withheld by an article of the agreement',
    );
    await page.getByRole('button', { name: /^Envoyer/ }).click();
    await page.waitForURL(/\/alerts\/[0-9a-f-]{36}$/);
    story.convoy = page.url().split('/').at(-1) ?? '';
    await page.getByText(/Reçu par/).waitFor();
    await pace.show('Sent; the partner has signed that it has it');
  },
};
