import { navigate } from '../routing/router.js';
import { oldestUntaken } from './queue-order.js';
import { queue } from './queue.js';

/** The case that was opened with the keyboard last: there the focus goes to taking charge. */
let byKey: string | null = null;

export const wasOpenedByKey = (notificationId: string): boolean => byKey === notificationId;

/** Follows what is opened with the keyboard, and opens the oldest untaken with F2 from any page. */
export function startOpening(): void {
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'F2' || event.repeat || document.querySelector('dialog[open]')) return;
    event.preventDefault();
    openOldest();
  });
  document.addEventListener(
    'click',
    (event) => {
      const link = event.target instanceof Element ? event.target.closest('a.row') : null;
      // A click that no pointer made comes from Enter.
      if (link) byKey = event.detail === 0 ? (link.getAttribute('href')?.split('/').pop() ?? null) : null;
    },
    { capture: true },
  );
}

export function openOldest(): void {
  const next = oldestUntaken(queue.peek());
  if (!next) return navigate('/watch');
  byKey = next.notificationId;
  document.querySelector<HTMLElement>(`.case .take`)?.focus();
  navigate(`/watch/${next.notificationId}`);
}
