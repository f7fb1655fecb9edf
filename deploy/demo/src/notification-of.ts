import { eventually, Machine } from '../../../test/e2e/support/sandbox.js';

interface NotificationItem {
  notificationId: string;
  originAlertId: string;
}

/** The notification of a foreign alert, as soon as the nation's desk has it. */
export async function notificationOf(nation: string, originAlertId: string): Promise<string> {
  const desk = new Machine(nation, 'desk');
  return await eventually(async () => {
    const items = await desk.all<NotificationItem>('desk', '/v1/notifications?state=new');
    return items.find((item) => item.originAlertId === originAlertId)?.notificationId;
  }, `notification of ${originAlertId}`);
}
