import { computed, signal } from '@preact/signals';

/** Where we are, as the address bar says. */
export const address = signal(location.pathname + location.search);
export const path = computed(() => address.value.split('?')[0] ?? '/');

export function navigate(to: string, { replace = false } = {}): void {
  if (to === address.peek()) return;
  history[replace ? 'replaceState' : 'pushState'](null, '', to);
  address.value = to;
}

/** Follows the browser's own history, and links to our own pages without loading them anew. */
export function startRouting(): void {
  addEventListener('popstate', () => {
    address.value = location.pathname + location.search;
  });
  document.addEventListener('click', (event) => {
    const link = ownLink(event);
    if (link === null) return;
    event.preventDefault();
    navigate(link.pathname + link.search);
  });
}

/** Leaves everything to the browser that it would treat in a way of its own: a new tab, a download, another origin. */
function ownLink(event: MouseEvent): HTMLAnchorElement | null {
  if (event.defaultPrevented || event.button !== 0) return null;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link || link.target !== '' || link.hasAttribute('download')) return null;
  if (link.origin !== location.origin || link.pathname.startsWith('/session')) return null;
  return link.hash !== '' && link.pathname === location.pathname ? null : link;
}
