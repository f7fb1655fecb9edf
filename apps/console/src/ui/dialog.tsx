import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** A native modal dialog: the browser keeps focus inside, closes it on Escape and gives focus back. */
export function Dialog(properties: { title: string; onClose: () => void; children: ComponentChildren }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby="dialog-title" onClose={properties.onClose}>
      <div class="stack">
        <h2 id="dialog-title">{properties.title}</h2>
        {properties.children}
      </div>
    </dialog>
  );
}
