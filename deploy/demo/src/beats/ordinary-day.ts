import type { Beat } from '../beat.js';

export const ordinaryDay: Beat = {
  title: '1. An ordinary day at both desks',
  play: async (stage, pace) => {
    await stage.writer.signIn('desk1', '/watch');
    await stage.partner.signIn('desk1', '/watch');
    await stage.post.signIn('post1', '/post');
    for (const { page } of [stage.writer, stage.partner]) {
      await page.locator('.link-state.connected').waitFor();
      await page.getByRole('main').getByRole('link').first().waitFor();
    }
    await stage.picture('1-watch', stage.partner);
    await pace.show(
      `${stage.writer.nation} and ${stage.partner.nation}: own desks, own sign-ins, own queues`,
    );
    const { page } = stage.post;
    await page.getByRole('main').getByRole('heading').first().waitFor();
    await pace.show('A post at the border sees what concerns its own corridor, nearest first');
  },
};
