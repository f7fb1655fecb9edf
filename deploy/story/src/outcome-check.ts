import type { ApiClient, Receipt } from './api-client.js';
import type { Finding } from './finding.js';
import type { Waiting } from './retrying-fetch.js';
import type { LineResult } from './story-run.js';
import type { Expectation } from './story-line.js';

/** How long receipts may take, in milliseconds: they cross the border twice. */
export const RECEIPT_PATIENCE = 60_000;
const POLL = 500;

/** The receipt that proves an expectation, among all receipts of the alert. */
function proves({ partner, clause, reason }: Expectation, receipts: Receipt[]): boolean {
  const kind = ({ released: 'delivered', withheld: 'withheld', 'no-longer-shared': 'erased' } as const)[
    partner ?? 'released'
  ];
  return receipts.some(
    (receipt) =>
      receipt.kind === kind &&
      (kind !== 'withheld' ||
        ((clause ?? receipt.clause) === receipt.clause && (reason ?? receipt.reason) === receipt.reason)),
  );
}

/** Waits until the signed receipts of an alert show what its line expects; a finding when they do not in time. */
export async function checkOutcome(
  result: LineResult,
  alertId: string,
  api: ApiClient,
  waiting: Waiting,
  patience = RECEIPT_PATIENCE,
): Promise<Finding[]> {
  const expected = result.line.instruction.expect;
  if (!expected?.partner) return [];
  for (const deadline = waiting.now() + patience; ; await waiting.sleep(POLL)) {
    const reply = await api.receipts(alertId);
    if (reply.ok && proves(expected, reply.value.items)) return [];
    if (waiting.now() < deadline) continue;
    const kinds = reply.ok ? reply.value.items.map(({ kind }) => kind).join(', ') : reply.refusal.code;
    const message = `expected ${expected.partner}, the receipts are: ${kinds || 'none'}`;
    return [{ line: result.line.number, field: '/expect', rule: 'outcome', message }];
  }
}
