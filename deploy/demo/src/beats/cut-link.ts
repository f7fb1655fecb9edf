import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { eventually, receiptsOf } from '../../../../test/e2e/support/sandbox.js';
import type { Beat } from '../beat.js';
import { notificationOf } from '../notification-of.js';
import { falseDocument, stolenVehicle } from '../partner-alerts.js';
import type { Stage } from '../stage.js';

export const cutLink: Beat = {
  title: '5. The line of the post is cut: two reports wait, each arrives once',
  play: async (stage, pace) => {
    const { page } = stage.post;
    const alerts = await Promise.all([falseDocument, stolenVehicle].map((alert) => publish(stage, alert)));
    const ids = await Promise.all(alerts.map((alertId) => notificationOf(stage.post.nation, alertId)));
    for (const id of ids) {
      await page.locator(`a[href="/post/${id}"]`).first().click();
      await page.locator('.report > button').waitFor();
      await page.locator('.post-alert a[href="/post"]').click();
    }
    stage.link.cut();
    await page.locator('.link-state.offline').waitFor();
    await pace.show('The line is cut. What the post has read stays readable');
    for (const id of ids) await report(stage, id);
    await waiting(page).filter({ hasText: '2' }).waitFor();
    await stage.picture('6-outbox', stage.post);
    await pace.show('Two sightings written down; the bar says that two are to be sent');
    stage.link.mend();
    await waiting(page).waitFor({ state: 'hidden' });
    await page.locator('.link-state.connected').waitFor();
    for (const alertId of alerts) await arrivedOnce(stage, alertId);
    await pace.show('The line is back. Both arrived at the partner, signed, each exactly once');
  },
};

/** How many are to be sent, in the bar that is always in sight. */
const waiting = (page: Page) => page.locator('.link-bar a[href="/outbox"]');

async function publish(stage: Stage, alert: object): Promise<string> {
  const { status, body } = await stage.partnerSystem.issue(alert, randomUUID());
  if (status !== 201) throw new Error(`the partner's system was refused: ${status}`);
  stage.leaves(stage.partnerSystem, body.alertId);
  return body.alertId;
}

async function report({ post: { page } }: Stage, notificationId: string): Promise<void> {
  await page.locator(`a[href="/post/${notificationId}"]`).first().click();
  await page.locator('.report > button').click();
  await page.locator('.sightings button').first().click();
  await page.locator('.report-done').waitFor();
  await page.locator('.post-alert a[href="/post"]').click();
}

async function arrivedOnce(stage: Stage, alertId: string): Promise<void> {
  const sightings = async () =>
    (await receiptsOf(stage.partnerSystem, alertId)).filter(({ reason }) => reason?.startsWith('SIGHTED-'));
  await eventually(async () => (await sightings()).length > 0, `sighting of ${alertId}`);
  const count = (await sightings()).length;
  if (count !== 1) throw new Error(`the sighting of ${alertId} arrived ${count} times`);
}
