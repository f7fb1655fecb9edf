import type { AlertDocument } from '@passerelle/exchange-model';
import { label } from '@passerelle/exchange-model';
import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { lang, t } from '../i18n/index.js';
import type { Item } from '../offline/outbox-item.js';
import { StorageFull } from '../offline/store.js';
import { navigate } from '../routing/router.js';
import { officer } from '../session/session.js';
import { ErrorSummary, type FieldError } from '../ui/error-summary.js';
import { Time } from '../ui/time.js';
import { ConflictNotice } from './conflict-notice.js';
import { furtherOf, OUR_OWN, THREATS } from './fields.js';
import { type AlertForm, isUntouched, unansweredOf } from './form.js';
import { InstructionFields, QualificationFields } from './instruction-fields.js';
import { noticesOf } from './notices.js';
import { PreviewPane } from './preview-pane.js';
import { problemsOf, serviceProblems } from './problems.js';
import { type Asking, QuestionField } from './question-field.js';
import { sendAlert } from './send.js';
import { SendButton } from './send-button.js';
import { toDocument } from './to-document.js';
import type { DraftOf } from './use-draft.js';
import { usePreview } from './use-preview.js';

interface EditorProperties {
  draft: DraftOf;
  form: AlertForm;
  /** Absent where the category is settled. */
  onOtherThreat?: () => void;
}

/** The form, our record and what the partner will see: all from the same document. */
export function AlertEditor({ draft, form, onOtherThreat }: EditorProperties) {
  const posts = officer.value?.posts ?? [];
  const language = lang.value;
  const document = useMemo(() => toDocument(form, { posts, language }), [form, posts, language]);
  const preview = usePreview(document);
  const sending = useSending(draft, form, document);
  const change: Asking['change'] = (change) => {
    const before = draft.form.peek();
    if (before) draft.form.value = change(before);
  };
  const asking: Asking = { form, change, errors: sending.errors.value, notices: noticesOf(form) };
  return (
    <section class="write">
      <header class="write-head">
        <h1>{form.replaces ? t('write.changeTitle') : t('write.title')}</h1>
        <p class="threat">
          <strong>{label('category', form.category, language)}</strong>
          {onOtherThreat && (
            <button type="button" class="button plain" onClick={onOtherThreat}>
              {t('write.otherThreat')}
            </button>
          )}
        </p>
        <DraftNote draft={draft} form={form} />
      </header>
      <ErrorSummary errors={sending.errors.value} />
      {sending.conflict.value && (
        <ConflictNotice form={form} document={document} draft={draft} conflict={sending.conflict} />
      )}
      <form
        class="write-columns"
        noValidate
        autocomplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          void sending.send();
        }}
      >
        <div class="stack write-form">
          <SixQuestions asking={asking} />
          <InstructionFields asking={asking} />
          <Fold
            label={t('write.qualification')}
            open={asking.errors.some(({ field }) => QUALIFYING.includes(field))}
          >
            <QualificationFields asking={asking} />
          </Fold>
          <Fold label={t('write.further')} open={false}>
            {furtherOf(form.category).map((question) => (
              <QuestionField key={question} question={question} asking={asking} mayBeUnknown={false} />
            ))}
          </Fold>
          <section class="stack staying">
            <h2>{t('write.staying')}</h2>
            <p class="quiet small">{t('write.stayingWhy')}</p>
            {OUR_OWN.filter((question) => !asked(form).includes(question)).map((question) => (
              <QuestionField key={question} question={question} asking={asking} mayBeUnknown={false} />
            ))}
          </section>
        </div>
        <div class="stack write-preview">
          <PreviewPane document={document} state={preview} />
          <SendButton preview={preview} sending={sending.busy.value} isChange={form.replaces !== undefined} />
          {sending.full.value && (
            <p class="error-text" role="alert">
              {t('offline.full')}
            </p>
          )}
          {sending.failure.value && (
            <p class="error-text" role="alert">
              {sending.failure.value}
            </p>
          )}
        </div>
      </form>
    </section>
  );
}

const QUALIFYING = ['legalGround', 'handling', 'evaluation', 'expiresAt', 'status'];
const asked = (form: AlertForm): readonly string[] => THREATS[form.category].six;

function SixQuestions({ asking }: { asking: Asking }) {
  const open = unansweredOf(asking.form);
  return (
    <section class="stack">
      <h2>{t('write.what')}</h2>
      {THREATS[asking.form.category].six.map((question) => (
        <QuestionField key={question} question={question} asking={asking} mayBeUnknown />
      ))}
      {open.length > 0 && (
        <div class="buttons">
          <button
            type="button"
            class="button"
            onClick={() =>
              asking.change((form) => ({ ...form, unknown: [...form.unknown, ...unansweredOf(form)] }))
            }
          >
            {t('write.restUnknown')}
          </button>
        </div>
      )}
    </section>
  );
}

function Fold({
  label,
  open,
  children,
}: {
  label: string;
  open: boolean;
  children: preact.ComponentChildren;
}) {
  return (
    <details class="fold" open={open}>
      <summary>{label}</summary>
      <div class="stack">{children}</div>
    </details>
  );
}

/** Kept where, since when, and how to throw it away. */
function DraftNote({ draft, form }: { draft: DraftOf; form: AlertForm }) {
  const { resumedFrom, full } = draft;
  if (full.value) return <p class="error-text">{t('write.draftNotKept')}</p>;
  return (
    <p class="quiet small draft-note">
      {resumedFrom.value ? (
        <>
          {t('write.draftFrom')} <Time at={resumedFrom.value} />.
        </>
      ) : (
        t('write.draftKept')
      )}
      {!isUntouched(form) && (
        <button
          type="button"
          class="button plain"
          onClick={() => {
            if (confirm(t('write.discardSure'))) void draft.discard();
          }}
        >
          {t('write.discard')}
        </button>
      )}
    </p>
  );
}

/** Sends once, however often it is clicked; where it goes from here depends on what came back. */
function useSending(draft: DraftOf, form: AlertForm, document: AlertDocument) {
  const busy = useSignal(false);
  const full = useSignal(false);
  const errors = useSignal<readonly FieldError[]>([]);
  const conflict = useSignal(false);
  const failure = useSignal<string | null>(null);
  const send = async (): Promise<void> => {
    if (busy.peek()) return;
    failure.value = null;
    errors.value = problemsOf(form, document, new Date(), lang.peek());
    if (errors.value.length > 0) return;
    busy.value = true;
    try {
      full.value = false;
      await settle(await sendAlert(form, document));
    } catch (error) {
      if (!(error instanceof StorageFull)) throw error;
      full.value = true;
    } finally {
      busy.value = false;
    }
  };
  const settle = async (item: Item): Promise<void> => {
    if (item.state === 'sent') {
      await draft.discard();
      const { alertId = form.replaces?.alertId ?? '' } = (item.answer ?? {}) as { alertId?: string };
      return navigate(`/alerts/${alertId}`);
    }
    if (item.state === 'waiting' || item.state === 'sending') {
      await draft.discard();
      return navigate('/outbox');
    }
    // A refused body is not sent again under its key.
    draft.form.value = { ...form, id: crypto.randomUUID() };
    if (item.problem?.status === 412) conflict.value = true;
    else if (item.problem?.errors) errors.value = serviceProblems(item.problem.errors, lang.peek());
    else failure.value = t('write.failed', { code: item.problem?.code ?? '' });
  };
  return { busy, full, errors, conflict, failure, send };
}
