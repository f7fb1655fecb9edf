import { eventually } from '../../../test/e2e/support/sandbox.js';
import type { OfficerPage } from '../../../test/browser/support/officer-page.js';

interface QueueItem {
  notificationId: string;
  originAlertId: string;
}

/** The notification of a foreign alert, as soon as the officer's own desk has it. */
export async function notificationOf({ page }: OfficerPage, originAlertId: string): Promise<string> {
  return await eventually(async () => {
    const { items } = await page.evaluate<{ items: QueueItem[] }>(
      `fetch('/v1/queue').then((answer) => answer.json())`,
    );
    return items.find((item) => item.originAlertId === originAlertId)?.notificationId;
  }, `notification of ${originAlertId}`);
}
