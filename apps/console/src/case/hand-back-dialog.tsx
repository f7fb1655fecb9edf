import { useSignal } from '@preact/signals';
import { label, REQUESTABLE_HAND_BACK_REASONS } from '@passerelle/exchange-model';
import type { NotificationItem } from '../api/types.js';
import { lang, t } from '../i18n/index.js';
import { ChoiceDialog } from './choice-dialog.js';
import { perform } from './perform.js';

/** Charge goes back to the desk, with a reason; the sender is told and the clock goes on. */
export function HandBackDialog({ item, onClose }: { item: NotificationItem; onClose: () => void }) {
  const reason = useSignal<string | null>(null);
  return (
    <ChoiceDialog
      title={t('caseFile.handBack')}
      question={t('caseFile.handBackWhy')}
      hint={t('caseFile.handBackHint')}
      missing={t('caseFile.handBackMissing')}
      confirm={t('caseFile.handBack')}
      choices={REQUESTABLE_HAND_BACK_REASONS.map((code) => [code, label('handBackReason', code, lang.value)])}
      chosen={reason}
      onConfirm={(code) => perform(item, 'hand-back', { reason: code })}
      onClose={onClose}
    />
  );
}
