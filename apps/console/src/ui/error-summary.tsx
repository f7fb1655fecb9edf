import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/index.js';

export interface FieldError {
  /** Id of the control. */
  field: string;
  message: string;
}

/** Stands above a form after a refused attempt and takes focus; each line leads to its field. */
export function ErrorSummary({ errors }: { errors: readonly FieldError[] }) {
  const summary = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (errors.length > 0) summary.current?.focus();
  }, [errors]);
  if (errors.length === 0) return null;
  return (
    <div class="error-summary" role="alert" tabIndex={-1} ref={summary}>
      <h2>{t('shell.problem')}</h2>
      <ul>
        {errors.map(({ field, message }) => (
          <li key={field + message}>
            <a href={`#${field}`} onClick={(event) => focusField(event, field)}>
              {message}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

function focusField(event: Event, field: string): void {
  const target = document.getElementById(field);
  if (!target) return;
  event.preventDefault();
  const control = target.matches('fieldset') ? target.querySelector('input') : target;
  control?.focus();
  control?.scrollIntoView({ block: 'center' });
}
