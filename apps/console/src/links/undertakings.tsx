import { useSignal } from '@preact/signals';
import { begin, type LinkItem, type Undertaking } from '../api/links.js';
import type { Answer, Problem } from '../api/http.js';
import { t } from '../i18n/index.js';
import { nation } from '../i18n/nation.js';
import { connection } from '../live/live.js';
import { refreshLinks } from '../live/partner-links.js';
import { session } from '../session/session.js';
import { Dialog } from '../ui/dialog.js';
import { problemText } from '../ui/problem-text.js';

/** What a supervisor may begin: each is explained and confirmed first. Nothing is kept for later: it is about now. */
export function Undertakings({ link }: { link: LinkItem }) {
  const asked = useSignal<Undertaking | null>(null);
  const failed = useSignal<string | null>(null);
  const hasLine = connection.value === 'connected' && session.value.state === 'signed-in';
  const isRunning: Readonly<Record<Undertaking, boolean>> = {
    reconciliations: link.reconciliation?.result === 'running',
    synchronisations: link.synchronisation?.state === 'walking',
  };
  const button = (what: Undertaking, words: string) => (
    <StartButton isReady={hasLine && !isRunning[what]} onPress={() => (asked.value = what)}>
      {words}
    </StartButton>
  );
  return (
    <div class="stack tight">
      <div class="buttons">
        {button('reconciliations', t('links.compare'))}
        {button('synchronisations', t('links.resend'))}
      </div>
      {!hasLine && <p class="quiet small">{t('links.needsLine')}</p>}
      {failed.value !== null && (
        <p class="error-text" role="alert">
          {failed.value}
        </p>
      )}
      {asked.value && (
        <StartDialog
          partner={link.partner}
          what={asked.value}
          onClose={() => (asked.value = null)}
          onAnswer={(answer) => (failed.value = failure(answer))}
        />
      )}
    </div>
  );
}

function StartButton(properties: { isReady: boolean; onPress: () => void; children: string }) {
  const { isReady, onPress, children } = properties;
  return (
    <button type="button" class="button" aria-disabled={!isReady} onClick={() => isReady && onPress()}>
      {children}
    </button>
  );
}

interface StartDialogProperties {
  partner: string;
  what: Undertaking;
  onClose: () => void;
  onAnswer: (answer: Answer<{ id: string }>) => void;
}

/** What will happen, then one press that has it happen. */
function StartDialog({ partner, what, onClose, onAnswer }: StartDialogProperties) {
  const busy = useSignal(false);
  const isComparison = what === 'reconciliations';
  const confirm = async (): Promise<void> => {
    if (busy.peek()) return;
    busy.value = true;
    onAnswer(await begin(partner, what));
    await refreshLinks({ anew: true });
    onClose();
  };
  return (
    <Dialog
      title={
        isComparison
          ? t('links.compareTitle', { nation: nation(partner) })
          : t('links.resendTitle', { nation: nation(partner, 'to') })
      }
      onClose={onClose}
    >
      <p>{t(isComparison ? 'links.compareMeans' : 'links.resendMeans')}</p>
      <div class="buttons">
        <button
          type="button"
          class="button primary"
          aria-disabled={busy.value}
          onClick={() => void confirm()}
        >
          {t(isComparison ? 'links.compare' : 'links.resend')}
        </button>
        <button type="button" class="button" onClick={onClose}>
          {t('shell.cancel')}
        </button>
      </div>
    </Dialog>
  );
}

/** Why nothing began; without an answer nobody knows whether something did. */
function failure(answer: Answer<unknown>): string | null {
  if (answer.ok) return null;
  return answer.problem ? t('links.notBegun', { why: why(answer.problem) }) : t('links.noAnswer');
}

const why = (problem: Problem): string =>
  problem.code === 'PSR_AGREEMENT_NOT_IN_FORCE' ? t('links.noAgreement') : problemText(problem);
