import { account } from '../accounting/account.js';
import type { DirectionFacts } from '../accounting/facts.js';
import { leaksAt } from '../direction.js';
import type { Scenario } from '../stage.js';

/** Always the last: what all the others withheld must be nowhere at the partner. */
export const search: Scenario = {
  name: 'search',
  title: 'everything the partner has is searched for what was withheld',
  async play({ nations, withheld, say }) {
    const accounts = [];
    for (const [at, from] of nations.entries()) {
      const to = nations[1 - at]!;
      const marks = withheld.get(from) ?? [];
      say(`${marks.length} marks of ${from}, in all that ${to} has`);
      accounts.push(account({ ...nothing, from, to, leaks: await leaksAt(to, marks) }));
    }
    return { accounts, figures: {}, failures: [] };
  },
};

const nothing: Omit<DirectionFacts, 'from' | 'to' | 'leaks'> = {
  sent: [],
  kept: [],
  own: [],
  archive: [],
  carried: [],
  stored: [],
  copies: [],
  notifications: [],
  told: [],
  receipts: [],
  seen: [],
  echoed: [],
  quarantined: [],
};
