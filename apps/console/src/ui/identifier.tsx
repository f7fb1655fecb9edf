/** Long runs without separators are set in groups of this many, as they are read out. */
const GROUP = 4;

/** A plate, a document or phone number, a code: set apart from the direction of the text around it, and in groups. */
export function Identifier({ children }: { children: string }) {
  return (
    <bdi dir="ltr" class="id">
      {groupsOf(children).map((group, index) => (
        <span key={index}>{group}</span>
      ))}
    </bdi>
  );
}

/** Joined, the groups are the identifier: what is copied is what was sent, less what nobody can see. */
export function groupsOf(sent: string): string[] {
  const text = sent.replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  if (!/^[A-Z0-9<]{7,}$/i.test(text)) return [text];
  return text.match(new RegExp(`.{1,${GROUP}}`, 'g')) ?? [text];
}

/** Enough of a long id to name a case over the radio. */
export const shortNumber = (id: string): string => id.slice(0, 8);
