/** The part of an agreement template that names its parties. */
interface Template {
  id: string;
  parties: [string, string];
}

/**
 * The same agreement between other parties, for a sandbox of other nations than those the text was written for: codes
 * and directions are exchanged, the words of the articles stay.
 */
export function betweenParties(template: string, parties: readonly [string, string]): string {
  const { id, parties: written } = JSON.parse(template) as Template;
  const codes = new Map(written.map((code, index) => [code, parties[index] ?? code]));
  const exchanged = (text: string) => text.split('>').map((code) => codes.get(code));
  return JSON.stringify(
    JSON.parse(template, (_name, value: unknown) => {
      if (value === id) return `${parties.join('-').toLowerCase()}-demonstration`;
      if (typeof value !== 'string') return value;
      const replaced = exchanged(value);
      return replaced.every((code) => code !== undefined) ? replaced.join('>') : value;
    }),
    null,
    2,
  );
}
