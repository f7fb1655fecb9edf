import { type Signal, useSignal } from '@preact/signals';
import { t } from '../i18n/index.js';
import { Dialog } from '../ui/dialog.js';
import { FieldGroup } from '../ui/field.js';

interface ChoiceDialogProperties {
  title: string;
  question: string;
  hint: string;
  /** What is said when nothing was chosen. */
  missing: string;
  confirm: string;
  choices: readonly (readonly [code: string, label: string])[];
  chosen: Signal<string | null>;
  onConfirm: (code: string) => Promise<unknown>;
  onClose: () => void;
}

/** One question with one answer out of a short list. */
export function ChoiceDialog(properties: ChoiceDialogProperties) {
  const { chosen, onClose } = properties;
  const isMissing = useSignal(false);
  const busy = useSignal(false);
  const confirm = async (event: Event): Promise<void> => {
    event.preventDefault();
    isMissing.value = chosen.value === null;
    if (chosen.value === null || busy.value) return;
    busy.value = true;
    await properties.onConfirm(chosen.value);
    onClose();
  };
  return (
    <Dialog title={properties.title} onClose={onClose}>
      <form class="stack" onSubmit={(event) => void confirm(event)} noValidate>
        <FieldGroup
          id="choice"
          label={properties.question}
          hint={properties.hint}
          error={isMissing.value ? properties.missing : undefined}
        >
          <div class="choices">
            {properties.choices.map(([code, label]) => (
              <label class="choice" key={code}>
                <input
                  type="radio"
                  name="choice"
                  value={code}
                  checked={chosen.value === code}
                  onChange={() => (chosen.value = code)}
                />
                {label}
              </label>
            ))}
          </div>
        </FieldGroup>
        <div class="buttons">
          <button type="submit" class="button primary" aria-disabled={busy.value}>
            {properties.confirm}
          </button>
          <button type="button" class="button" onClick={onClose}>
            {t('shell.cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
