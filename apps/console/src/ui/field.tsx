import type { ComponentChildren } from 'preact';

export interface FieldProperties {
  /** Id of the control inside; the error summary leads to it. */
  id: string;
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  children: ComponentChildren;
}

export const hintId = (id: string): string => `${id}-hint`;
export const errorId = (id: string): string => `${id}-error`;

/** What a control says about itself to a screen reader: its hint and its error. */
export function describedBy(id: string, hint?: string, error?: string): string | undefined {
  const ids = [hint && hintId(id), error && errorId(id)].filter(Boolean);
  return ids.length > 0 ? ids.join(' ') : undefined;
}

/** A label above its control, a hint, and the error in the same words as in the summary. */
export function Field({ id, label, hint, error, children }: FieldProperties) {
  return (
    <div class={error ? 'field invalid' : 'field'}>
      <label for={id}>{label}</label>
      <FieldNotes id={id} hint={hint} error={error} />
      {children}
    </div>
  );
}

/** The same around several controls that are one question, such as radio buttons. */
export function FieldGroup({ id, label, hint, error, children }: FieldProperties) {
  return (
    <fieldset
      class={error ? 'field invalid' : 'field'}
      id={id}
      aria-describedby={describedBy(id, hint, error)}
    >
      <legend>{label}</legend>
      <FieldNotes id={id} hint={hint} error={error} />
      {children}
    </fieldset>
  );
}

function FieldNotes({ id, hint, error }: Pick<FieldProperties, 'id' | 'hint' | 'error'>) {
  return (
    <>
      {hint && (
        <p class="hint" id={hintId(id)}>
          {hint}
        </p>
      )}
      {error && (
        <p class="error" id={errorId(id)}>
          {error}
        </p>
      )}
    </>
  );
}
