import { eventually, Machine } from '../e2e/support/sandbox.js';

const PATIENCE_MS = 300_000;

/** One nation compares with the other, both ways, and what is missing is sent again, until both hold the same. */
export async function reconcile(from: string, to: string): Promise<void> {
  const machine = new Machine(from, 'system');
  const path = `/v1/links/${to}/reconciliations`;
  await eventually(
    async () => {
      const started = await machine.call<{ id: string }>('api', 'POST', path);
      if (started.status !== 202) return false;
      return eventually(async () => {
        const { body } = await machine.call<{ result: string }>('api', 'GET', `${path}/${started.body.id}`);
        return body.result !== 'running' && { complete: body.result === 'complete' };
      }, 'the end of a reconciliation').then(({ complete }) => complete);
    },
    'a reconciliation that is complete',
    PATIENCE_MS,
  );
}
