import { type Action, label } from '@passerelle/exchange-model';
import type { AlertItem } from '../api/types.js';
import { lang, t } from '../i18n/index.js';
import { Time } from '../ui/time.js';

/** What the partner asks for, before anything else: the action, the dangers, on what ground and how sure it is. */
export function Instruction({ alert }: { alert: AlertItem }) {
  const { action, warnings = [], legalGround, evaluation, handling, expiresAt } = alert;
  if (!action) return null;
  return (
    <section class="instruction" id="instruction" aria-labelledby="instruction-title">
      <h3 id="instruction-title">{t('caseFile.instruction')}</h3>
      <p class="action">{label('action', action, lang.value)}</p>
      <p>{advice(action)}</p>
      {warnings.length > 0 && (
        <ul class="warnings" aria-label={t('caseFile.warnings')}>
          {warnings.map((warning) => (
            <li key={warning}>
              <WarningShape />
              {label('warning', warning, lang.value)}
            </li>
          ))}
        </ul>
      )}
      <dl class="facts">
        {legalGround && (
          <div>
            <dt>{t('caseFile.ground')}</dt>
            <dd>{label('legalGround', legalGround, lang.value)}</dd>
          </div>
        )}
        {evaluation && (
          <div>
            <dt>{t('caseFile.evaluation')}</dt>
            <dd>
              <bdi dir="ltr" class="id">
                {evaluation.source}
                {evaluation.information}
              </bdi>{' '}
              {label('sourceGrade', evaluation.source, lang.value)} ·{' '}
              {label('informationGrade', evaluation.information, lang.value)}
            </dd>
          </div>
        )}
        {handling && (
          <div>
            <dt>{t('caseFile.handling')}</dt>
            <dd>
              <bdi dir="ltr" class="id">
                {handling}
              </bdi>{' '}
              {label('handling', handling, lang.value)}
            </dd>
          </div>
        )}
        {expiresAt && (
          <div>
            <dt>{t('caseFile.expires')}</dt>
            <dd>
              <Time at={expiresAt} zone />
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}

/** What the word of the vocabulary asks of an officer, in one sentence. */
const advice = (action: Action): string => t(`caseFile.advice_${action}`);

function WarningShape() {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true">
      <path d="M5 1h6l4 4v6l-4 4H5l-4-4V5Z" fill="currentColor" />
    </svg>
  );
}
