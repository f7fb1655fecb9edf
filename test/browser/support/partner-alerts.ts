import { alertOf } from '../../e2e/support/alerts.js';
import { eventually, Machine } from '../../e2e/support/sandbox.js';

export interface SentAlert {
  /** As its writer knows it. */
  alertId: string;
  notificationId: string;
}

/** Alerts that the other nation sends to this desk, and takes back when a suite is over. */
export class PartnerAlerts {
  readonly writer: Machine;
  readonly desk: Machine;
  readonly #sent = new Set<string>();

  constructor(here: string, there: string) {
    this.writer = new Machine(there, 'system');
    this.desk = new Machine(here, 'desk');
  }

  /** A real, urgent one, unless `change` says otherwise; given back once the desk here knows of it. */
  async send(category: string, change: Record<string, unknown> = {}): Promise<SentAlert> {
    const { status, body } = await this.writer.issue(alertOf(category, { status: 'Actual', ...change }));
    if (status !== 201) throw new Error(`not accepted: ${status} ${JSON.stringify(body)}`);
    const { alertId } = body;
    this.#sent.add(alertId);
    const { notificationId } = await eventually(
      async () => (await this.#open()).find(({ originAlertId }) => originAlertId === alertId),
      `notification of ${alertId}`,
    );
    return { alertId, notificationId };
  }

  async withdraw(alertId: string): Promise<void> {
    await this.writer.withdraw(alertId);
    this.#sent.delete(alertId);
  }

  async withdrawAll(): Promise<void> {
    for (const alertId of this.#sent) await this.withdraw(alertId);
  }

  #open(): Promise<{ originAlertId: string; notificationId: string; state: string }[]> {
    return this.desk.all('desk', '/v1/notifications?state=new');
  }
}
