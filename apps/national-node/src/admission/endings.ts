import type { Alert, WatchlistEntry } from '@passerelle/persistence';

interface Ending<State> {
  /** What the message itself says: it ends its subject, or it does not. */
  ends: boolean;
  /** `exp` of the message, seconds. */
  exp: number;
  /** Set where it was erased in another life of the database and is read again (docs/adr/0012). */
  erasedAt: Date | null;
  known: { state: State } | null;
}

/** The state of an alert after a message that is taken over. */
export const alertState = (ending: Ending<Alert['state']>): Alert['state'] => stateAfter(ending, 'withdrawn');

/** The state of a watchlist entry after a message that is taken over. */
export const entryState = (ending: Ending<WatchlistEntry['state']>): WatchlistEntry['state'] =>
  stateAfter(ending, 'removed');

/** What was erased has ended, although this message does not say how: as it ended here before, or by its time. */
function stateAfter<Ended extends string>(
  { ends, exp, erasedAt, known }: Ending<'active' | 'expired' | Ended>,
  ended: Ended,
): 'active' | 'expired' | Ended {
  if (ends) return ended;
  if (erasedAt === null) return 'active';
  if (known && known.state !== 'active') return known.state;
  return exp * 1000 <= erasedAt.getTime() ? 'expired' : ended;
}
