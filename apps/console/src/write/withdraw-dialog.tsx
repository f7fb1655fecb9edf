import { label, REQUESTABLE_WITHDRAWAL_REASONS } from '@passerelle/exchange-model';
import { useSignal } from '@preact/signals';
import type { AlertItem } from '../api/types.js';
import { lang, t } from '../i18n/index.js';
import { StorageFull } from '../offline/store.js';
import { officer } from '../session/session.js';
import { Dialog } from '../ui/dialog.js';
import { ErrorSummary, type FieldError } from '../ui/error-summary.js';
import { FieldGroup } from '../ui/field.js';
import { withdrawAlert } from './send.js';

/** Withdrawing can not be undone: the reason is chosen, what happens is said, then it is confirmed. */
export function WithdrawDialog({ alert, onClose }: { alert: AlertItem; onClose: (done: boolean) => void }) {
  const reason = useSignal<string | null>(null);
  const errors = useSignal<readonly FieldError[]>([]);
  const busy = useSignal(false);
  const confirm = async (): Promise<void> => {
    if (busy.peek()) return;
    if (reason.value === null) {
      errors.value = [{ field: 'withdrawal-reason', message: t('write.withdrawReasonMissing') }];
      return;
    }
    busy.value = true;
    try {
      await withdrawAlert(alert.alertId, reason.value, t('write.withdrawLabel'));
      onClose(true);
    } catch (error) {
      if (!(error instanceof StorageFull)) throw error;
      errors.value = [{ field: 'withdrawal-reason', message: t('offline.full') }];
      busy.value = false;
    }
  };
  return (
    <Dialog title={t('write.withdrawTitle')} onClose={() => onClose(false)}>
      <ErrorSummary errors={errors.value} />
      <p>{t((officer.value?.partners.length ?? 0) > 1 ? 'write.withdrawMeansAll' : 'write.withdrawMeans')}</p>
      <FieldGroup id="withdrawal-reason" label={t('write.withdrawReason')} error={errors.value[0]?.message}>
        <div>
          {REQUESTABLE_WITHDRAWAL_REASONS.map((code) => (
            <label class="choice" key={code}>
              <input
                type="radio"
                name="withdrawal-reason"
                checked={reason.value === code}
                onChange={() => (reason.value = code)}
              />
              {label('withdrawalReason', code, lang.value)}
            </label>
          ))}
        </div>
      </FieldGroup>
      <div class="buttons">
        <button
          type="button"
          class="button primary"
          aria-disabled={busy.value}
          onClick={() => void confirm()}
        >
          {t('write.withdrawNow')}
        </button>
        <button type="button" class="button" onClick={() => onClose(false)}>
          {t('shell.cancel')}
        </button>
      </div>
    </Dialog>
  );
}
