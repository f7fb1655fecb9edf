import { useSignal } from '@preact/signals';
import { LEVELS } from '@passerelle/exchange-model';
import type { NotificationItem } from '../api/types.js';
import { t } from '../i18n/index.js';
import { Dialog } from '../ui/dialog.js';
import { perform } from './perform.js';

/** One level up, at once. Who has charge gives it up by this. */
export function EscalateDialog({ item, onClose }: { item: NotificationItem; onClose: () => void }) {
  const busy = useSignal(false);
  const next = LEVELS[LEVELS.indexOf(item.level) + 1];
  const confirm = async (): Promise<void> => {
    if (busy.value) return;
    busy.value = true;
    await perform(item, 'escalation');
    onClose();
  };
  return (
    <Dialog title={t('caseFile.escalate')} onClose={onClose}>
      <p>{next === 'supervisor' ? t('caseFile.escalateSupervisor') : t('caseFile.escalateCentre')}</p>
      {item.state === 'acknowledged' && <p>{t('caseFile.escalateCharge')}</p>}
      <div class="buttons">
        <button type="button" class="button primary" onClick={() => void confirm()}>
          {t('caseFile.escalate')}
        </button>
        <button type="button" class="button" onClick={onClose}>
          {t('shell.cancel')}
        </button>
      </div>
    </Dialog>
  );
}
