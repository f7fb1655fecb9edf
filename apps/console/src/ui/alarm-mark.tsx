import type { ComponentChildren } from 'preact';

/** A square with an exclamation mark: no priority of an alert has that shape. The words stand beside it. */
export function AlarmMark({ children }: { children: ComponentChildren }) {
  return (
    <span class="mark p2 alarm">
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d="M1 1H15V15H1ZM8 4V9M8 10.500V12.500" fill="none" stroke="currentColor" stroke-width="2" />
      </svg>
      <span>{children}</span>
    </span>
  );
}
