import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { LEVELS } from '@passerelle/exchange-model';
import type { NotificationItem } from '../api/types.js';
import { t } from '../i18n/index.js';
import { isPending } from '../watch/pending.js';
import { officer } from '../session/session.js';
import { CloseDialog } from './close-dialog.js';
import { EscalateDialog } from './escalate-dialog.js';
import { HandBackDialog } from './hand-back-dialog.js';
import { perform } from './perform.js';
import { TakeCharge } from './take-charge.js';
import { UnfinishedAction } from './unfinished-action.js';

type Question = 'hand-back' | 'escalation' | 'closure';

/** What can be done about this case by this officer now; one of it stands out. */
export function ActionBar({ item, isShown }: { item: NotificationItem; isShown: boolean }) {
  const asked = useSignal<Question | null>(null);
  const close = (): void => void (asked.value = null);
  useEffect(keepFocus, [item.state, item.level, item.withdrawn, asked.value]);
  if (item.state === 'closed') return null;
  return (
    <footer class="action-bar">
      {item.withdrawn && (
        <p class="withdrawn-line" role="alert">
          {t('caseFile.withdrawn')}
        </p>
      )}
      <UnfinishedAction item={item} />
      <div class="buttons">
        <Actions item={item} isShown={isShown} ask={(question) => (asked.value = question)} />
      </div>
      {asked.value === 'hand-back' && <HandBackDialog item={item} onClose={close} />}
      {asked.value === 'escalation' && <EscalateDialog item={item} onClose={close} />}
      {asked.value === 'closure' && <CloseDialog item={item} onClose={close} />}
    </footer>
  );
}

/** A button that has done its work is gone: the focus goes to what the case is, and not to the top of the page. */
function keepFocus(): void {
  if (document.activeElement !== document.body) return;
  document.getElementById('case-title')?.focus({ preventScroll: true });
}

interface ActionsProperties {
  item: NotificationItem;
  isShown: boolean;
  ask: (question: Question) => void;
}

function Actions({ item, isShown, ask }: ActionsProperties) {
  if (isPending(item.notificationId)) return null;
  if (item.withdrawn) return <ConfirmStopped item={item} />;
  if (item.state === 'new') {
    return (
      <>
        <TakeCharge item={item} isShown={isShown} />
        <Escalate item={item} ask={ask} />
      </>
    );
  }
  if (item.acknowledgedBy !== officer.value?.subject) {
    return <p class="quiet">{t('caseFile.inOtherHands')}</p>;
  }
  return (
    <>
      <button type="button" class="button primary" onClick={() => ask('closure')}>
        {t('caseFile.close')}
      </button>
      <button type="button" class="button" onClick={() => ask('hand-back')}>
        {t('caseFile.handBack')}
      </button>
      <Escalate item={item} ask={ask} />
    </>
  );
}

/** Above the national centre there is nobody. */
function Escalate({ item, ask }: Pick<ActionsProperties, 'item' | 'ask'>) {
  if (item.level === LEVELS.at(-1)) return null;
  return (
    <button type="button" class="button" onClick={() => ask('escalation')}>
      {t('caseFile.escalate')}
    </button>
  );
}

function ConfirmStopped({ item }: { item: NotificationItem }) {
  return (
    <button
      type="button"
      class="button primary"
      onClick={() => void perform(item, 'closure', { outcome: 'STOPPED' })}
    >
      {t('caseFile.confirmStopped')}
    </button>
  );
}
