import type { ComponentChildren } from 'preact';

/** Facts under a heading. */
export function Section(properties: {
  title: string;
  children: ComponentChildren;
  beside?: ComponentChildren;
}) {
  return (
    <div class={properties.beside ? 'group with-portrait' : 'group'}>
      <div>
        <h4>{properties.title}</h4>
        <dl class="facts">{properties.children}</dl>
      </div>
      {properties.beside}
    </div>
  );
}

/** A named fact; what was not sent takes no room. */
export function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  if (children === undefined || children === null || children === '' || children === false) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** Somebody's own words, in the direction they are written in. */
export const asWritten = (text: string | undefined) => text && <bdi>{text}</bdi>;

/** Text in somebody's own words under a heading. */
export function Words({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div class="group">
      <h4>{title}</h4>
      {children}
    </div>
  );
}
