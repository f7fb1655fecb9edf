import type { NotificationItem } from '../api/types.js';
import { t } from '../i18n/index.js';
import { now } from '../time/clock.js';
import { stopwatch } from '../ui/time.js';
import { isReal } from './queue-order.js';

/** What the server does next if nobody takes it, and in how long. It happens with every browser closed. */
export function Countdown({ item }: { item: NotificationItem }) {
  const { nextStep, nextStepAt } = item;
  if (!isReal(item) || nextStep === undefined || nextStepAt === undefined) return null;
  const left = Date.parse(nextStepAt) - now.value;
  const step = t(`watch.step_${nextStep}`);
  return (
    <span class="countdown num">
      {left <= 0 ? t('watch.stepNow', { step }) : t('watch.stepIn', { step, span: stopwatch(left) })}
    </span>
  );
}
