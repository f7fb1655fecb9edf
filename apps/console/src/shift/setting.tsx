import type { ComponentChildren } from 'preact';

/** One thing that can be set: what it is, what it is for, the choice itself. */
export function Setting(properties: { title: string; hint: string; children: ComponentChildren }) {
  return (
    <section class="sheet setting">
      <div>
        <h2>{properties.title}</h2>
        <p class="quiet">{properties.hint}</p>
      </div>
      <div>{properties.children}</div>
    </section>
  );
}
