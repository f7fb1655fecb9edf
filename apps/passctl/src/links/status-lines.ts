/** A link as `GET /v1/links` tells it. */
export interface LinkItem {
  partner: string;
  state: 'up' | 'silent' | 'never';
  lastHeardAt: string | null;
  alarms: string[];
  inbound: {
    lane: string;
    partition: number;
    sequence: string;
    gaps: { first: string; last: string; foundAt: string }[];
  }[];
  overdueReceipts: { count: number; oldestAt: string | null };
  reconciliation?: ReconciliationItem;
  partnersReconciliation?: ReconciliationItem;
  synchronisation?: SynchronisationItem;
}

interface ReconciliationItem {
  result: string;
  at: string | null;
  drift: number;
}

interface SynchronisationItem {
  state: string;
  at: string | null;
  list?: string;
  seen: number;
  shared: number;
  takenBack: number;
  withheld: number;
  undecided?: number;
}

/** One link for a terminal: a line each for state, lanes with their gaps, receipts, reconciliations and watchlists. */
export function statusLines(link: LinkItem): string[] {
  const heard = link.lastHeardAt === null ? 'never heard' : `last heard ${link.lastHeardAt}`;
  const alarms = link.alarms.length === 0 ? '' : `  ALARM ${link.alarms.join(' ')}`;
  const { count, oldestAt } = link.overdueReceipts;
  return [
    `${link.partner}  ${link.state}  ${heard}${alarms}`,
    ...link.inbound.map(({ lane, partition, sequence, gaps }) => {
      const missing = gaps.map(({ first, last }) => (first === last ? first : `${first}-${last}`));
      return `  ${lane} ${partition}  up to ${sequence}${missing.length === 0 ? '' : `  missing ${missing.join(' ')}`}`;
    }),
    `  receipts overdue  ${count}${oldestAt === null ? '' : ` since ${oldestAt}`}`,
    `  what we released  ${reconciled(link.reconciliation)}`,
    `  what it released  ${reconciled(link.partnersReconciliation)}`,
    `  watchlists  ${synchronised(link.synchronisation)}`,
  ];
}

function reconciled(reconciliation: ReconciliationItem | undefined): string {
  if (!reconciliation) return 'never reconciled';
  const { result, at, drift } = reconciliation;
  return at === null ? 'reconciliation runs' : `${result} at ${at}, ${drift} differed`;
}

/** `complete` is only what the partner confirmed under its signature; everything else names how far it is. */
function synchronised(synchronisation: SynchronisationItem | undefined): string {
  if (!synchronisation) return 'never synchronised';
  const { state, at, list, seen, shared, takenBack, withheld, undecided } = synchronisation;
  const place = at === null ? (list === undefined ? '' : ` at ${list}`) : ` at ${at}`;
  const open = undecided === undefined ? '' : `, ${undecided} undecided`;
  return `${state}${place}: ${seen} seen, ${shared} shared, ${withheld} withheld, ${takenBack} taken back${open}`;
}
