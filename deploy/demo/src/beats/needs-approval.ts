import type { Beat } from '../beat.js';

export const needsApproval: Beat = {
  title: '4. What the agreement lets nobody send alone',
  play: async (stage, pace) => {
    const { page } = stage.writer;
    await page.goto('/write');
    await page.getByRole('button', { name: 'Terrorisme' }).click();
    await page.locator('#phrases').fill('Deux inconnus demandent la piste sans poste.');
    await page.getByRole('button', { name: 'Le reste est inconnu' }).click();
    await page
      .getByText(/sans l’accord de l’autorité/)
      .first()
      .waitFor();
    await stage.picture('5-needs-approval', stage.writer);
    await pace.show(
      'Said before anything leaves: this needs the releasing authority, and which article says so',
    );
    await page.getByRole('button', { name: 'Enregistrer sans transmettre' }).click();
    await page.waitForURL(/\/alerts\/[0-9a-f-]{36}$/);
    await page.getByText(/l’accord de l’autorité de transmission est nécessaire/).waitFor();
    await pace.show(
      'Kept here, withheld, with the bridge’s signed reason. Release by a second officer is not built yet',
    );
    stage.leaves(stage.ownSystem, page.url().split('/').at(-1) ?? '');
  },
};
