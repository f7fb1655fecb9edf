import type { GroupName } from '@passerelle/exchange-model';
import { useEffect } from 'preact/hooks';
import { clauseNumber, clauseTitle, loadAgreements } from '../api/clauses.js';
import type { Withheld } from '../api/types.js';
import { lang, t } from '../i18n/index.js';
import { nation } from '../i18n/nation.js';

/** What the agreement keeps back of a message like this one, clause by clause: an officer knows what not to look for. */
export function WithheldGroups({ withheld, origin }: { withheld: readonly Withheld[]; origin: string }) {
  useEffect(() => void loadAgreements(), []);
  if (withheld.length === 0) return null;
  return (
    <section class="withheld" aria-labelledby="withheld-title">
      <h3 id="withheld-title">{t('caseFile.withheldTitle', { nation: nation(origin, 'the') })}</h3>
      <p class="quiet small">{t('caseFile.withheldWhy')}</p>
      <ul>
        {byClause(withheld).map(([clause, groups]) => (
          <li key={clause}>
            <span class="tag withheld hatch">{t('caseFile.withheldBy', { a: clauseNumber(clause) })}</span>
            <span>
              <strong>{groups.map(groupName).join(`${t('caseFile.and')} `)}</strong>
              <ClauseTitle partner={origin} clause={clause} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function ClauseTitle({ partner, clause }: { partner: string; clause: string }) {
  const title = clauseTitle(partner, clause, lang.value);
  return title === null ? null : <span class="quiet clause-title">{title}</span>;
}

export const groupName = (group: GroupName): string => t(`caseFile.group_${group}`);

/** In the order in which the clauses are first cited. */
function byClause(withheld: readonly Withheld[]): [clause: string, groups: GroupName[]][] {
  const clauses = new Map<string, GroupName[]>();
  for (const { group, clause } of withheld) clauses.set(clause, [...(clauses.get(clause) ?? []), group]);
  return [...clauses];
}
