import { vault } from './vault.js';

const nameOf = (form: string): string => `draft/${form}`;

/** What somebody typed into a form, kept until it is sent or thrown away. */
export interface Draft<T> {
  at: string;
  value: T;
}

export const readDraft = <T>(form: string): Promise<Draft<T> | undefined> => vault.get(nameOf(form));

/** @throws StorageFull; what was typed stays in the form */
export const keepDraft = (form: string, value: unknown): Promise<void> =>
  vault.put(nameOf(form), { at: new Date().toISOString(), value } satisfies Draft<unknown>);

export const dropDraft = (form: string): Promise<void> => vault.drop(nameOf(form));

/** The forms with a draft of this officer. */
export const draftForms = async (): Promise<string[]> =>
  (await vault.names(nameOf(''))).map((name) => name.slice(nameOf('').length));
