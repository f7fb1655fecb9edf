import type { Status } from '@passerelle/exchange-model';
import { t } from '../i18n/index.js';
import type { Priority } from './priority.js';

const SHAPES: Readonly<Record<Priority, preact.JSX.Element>> = {
  1: <path d="M8 1 15.500 15H.5Z" fill="currentColor" />,
  2: <path d="M8 .5 15.500 8 8 15.500.5 8Z" fill="currentColor" />,
  3: <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="2.5" />,
};

/** Shape, word and colour together: no one of them is needed to know the priority. */
export function PriorityMark({ priority, status = 'Actual' }: { priority: Priority; status?: Status }) {
  const words = [t('shell.immediate'), t('shell.urgent'), t('shell.routine')] as const;
  if (status !== 'Actual') return <DrillMark status={status} />;
  return (
    <span class={`mark p${priority}`}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        {SHAPES[priority]}
      </svg>
      {words[priority - 1]}
    </span>
  );
}

/** An exercise or a test never looks like the real thing. */
function DrillMark({ status }: { status: Status }) {
  return <span class="mark drill">{status === 'Exercise' ? t('shell.exercise') : t('shell.test')}</span>;
}
