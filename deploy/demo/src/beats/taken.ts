import type { Beat } from '../beat.js';
import { notificationOf } from '../notification-of.js';

export const taken: Beat = {
  title: '3. The partner takes charge, and the writer sees it',
  play: async (stage, pace, { convoy }) => {
    const { page } = stage.partner;
    const id = await notificationOf(stage.partner.nation, convoy);
    const arrived = performance.now();
    await page.locator(`a[href="/watch/${id}"]`).click();
    const take = page.getByRole('button', { name: 'Prendre en charge' });
    await take.and(page.locator('[aria-disabled="false"]')).waitFor();
    await page.locator('.link-state.connected').waitFor();
    await stage.picture('3-case', stage.partner);
    await pace.show(
      'What to do stands first, then what was sent, then what is withheld and by which article',
    );
    await take.click();
    await page.locator('.undo-strip button').first().waitFor();
    const seconds = (performance.now() - arrived) / 1000;
    await pace.show(`Two presses, ${seconds.toFixed(1)} s; for a minute it can be undone`);
    await stage.writer.page.getByText(/Pris en charge par/).waitFor();
    await stage.picture('4-taken', stage.writer);
    await pace.show(
      'The writer’s screen says who took it: signed by the partner’s node, brought back through the border',
    );
  },
};
