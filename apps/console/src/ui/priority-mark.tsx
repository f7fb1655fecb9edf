import type { Status } from '@passerelle/exchange-model';
import { t } from '../i18n/index.js';
import type { Priority } from './priority.js';

/** Triangle, diamond, disc: told apart in grey, at any size. */
const SHAPES: Readonly<Record<Priority, string>> = {
  1: 'M8 1.500 15 14.500H1Z',
  2: 'M8 1 15 8 8 15 1 8Z',
  3: 'M8 2a6 6 0 1 1 0 12A6 6 0 1 1 8 2Z',
};

interface MarkProperties {
  priority: Priority;
  status?: Status;
  /** Outlined, for what somebody has taken. */
  hollow?: boolean;
}

/** Shape, word and colour together: no one of them is needed to know the priority. */
export function PriorityMark({ priority, status = 'Actual', hollow = false }: MarkProperties) {
  const words = [t('shell.immediate'), t('shell.urgent'), t('shell.routine')] as const;
  if (status !== 'Actual') return <DrillMark status={status} />;
  return (
    <span class={`mark p${priority}`}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path
          d={SHAPES[priority]}
          fill={hollow || priority === 3 ? 'none' : 'currentColor'}
          stroke="currentColor"
          stroke-width="2"
          stroke-linejoin="round"
        />
      </svg>
      {words[priority - 1]}
    </span>
  );
}

/** An exercise or a test never looks like the real thing. */
function DrillMark({ status }: { status: Status }) {
  return <span class="mark drill">{status === 'Exercise' ? t('shell.exercise') : t('shell.test')}</span>;
}
