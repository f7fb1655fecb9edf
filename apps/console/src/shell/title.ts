import { effect, signal } from '@preact/signals';

/** The page's own title, and how many urgent alerts nobody has taken: seen in the tab among other tabs. */
export const announcedTitle = signal('Passerelle');
export const urgentUntaken = signal(0);

export function startTitle(): void {
  effect(() => {
    const count = urgentUntaken.value > 0 ? `▲ ${urgentUntaken.value} · ` : '';
    document.title = `${count}${announcedTitle.value} · Passerelle`;
  });
}
