import { effect, signal } from '@preact/signals';
import { calling } from '../watch/queue.js';

/** The title of the page that is open. */
export const pageTitle = signal('');

/** The tab says how many immediate alerts nobody has taken, so that it is seen among other tabs. */
export function startTitle(): void {
  effect(() => {
    const waiting = calling.value.length;
    const parts = [waiting > 0 ? `▲ ${waiting}` : '', pageTitle.value, 'Passerelle'];
    document.title = parts.filter((part) => part !== '').join(' · ');
  });
}
