/** A sentence with `{names}` in it, or one sentence per plural category of its `{n}`. */
export type Message = string | PluralMessage;
export type PluralMessage = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;

/** The `{names}` of a sentence, read by the compiler. */
export type NamesIn<S extends string> = S extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

type Names<M> = M extends string
  ? NamesIn<M>
  : M extends { other: infer Other extends string }
    ? NamesIn<Other> | 'n'
    : never;

/** What must be given with a message: nothing where it names nothing. */
export type Values<M> = [Names<M>] extends [never] ? [] : [values: Record<Names<M>, string | number>];

/** The same messages in another language: no key missing, a plural where the first has one. */
export type Translation<Area> = {
  readonly [Key in keyof Area]: Area[Key] extends string ? string : PluralMessage;
};

/**
 * The sentence with its values. A value is set between directional isolates (UAX #9), so that a plate or a Latin name
 * inside an Arabic sentence keeps its own order.
 */
export function sentenceOf(
  message: Message,
  values: Readonly<Record<string, string | number>>,
  plural: Intl.PluralRules,
  direction: 'ltr' | 'rtl' = 'ltr',
): string {
  const text =
    typeof message === 'string' ? message : (message[plural.select(Number(values['n']))] ?? message.other);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return direction === 'rtl' ? `\u2068${value}\u2069` : String(value);
  });
}
