import { useSignal } from '@preact/signals';
import { label, OUTCOMES } from '@passerelle/exchange-model';
import type { NotificationItem } from '../api/types.js';
import { lang, t } from '../i18n/index.js';
import { nation } from '../i18n/nation.js';
import { ChoiceDialog } from './choice-dialog.js';
import { perform } from './perform.js';

/** The case is closed with what came of it; the sender gets it as a signed receipt. */
export function CloseDialog({ item, onClose }: { item: NotificationItem; onClose: () => void }) {
  const outcome = useSignal<string | null>(null);
  const outcomes = OUTCOMES.filter((code) => code !== 'STOPPED');
  return (
    <ChoiceDialog
      title={t('caseFile.close')}
      question={t('caseFile.closeWhat')}
      hint={t('caseFile.closeHint', { nation: nation(item.origin, 'the') })}
      missing={t('caseFile.closeMissing')}
      confirm={t('caseFile.closeCase')}
      choices={outcomes.map((code) => [code, label('outcome', code, lang.value)])}
      chosen={outcome}
      onConfirm={(code) => perform(item, 'closure', { outcome: code })}
      onClose={onClose}
    />
  );
}
