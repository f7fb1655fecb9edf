import { signal } from '@preact/signals';
import type { Language } from '@passerelle/exchange-model';
import { vault } from '../offline/vault.js';
import { request } from './http.js';
import type { Page } from './types.js';

type Title = Readonly<Record<Language, string>>;

/** An agreement as officers are shown it: the clauses that decisions cite, in words. */
export interface Agreement {
  partner: string;
  id: string;
  version: number;
  hash: string;
  title: Title;
  clauses: readonly { id: string; title: Title }[];
}

const PLACE = 'agreements';

export const agreements = signal<readonly Agreement[]>([]);
let asked = false;

/** Reads the agreements once; without a line, those read last on this device. */
export async function loadAgreements(): Promise<void> {
  if (asked) return;
  asked = true;
  const answer = await request<Page<Agreement>>('GET', '/api/v1/agreements');
  if (answer.ok) {
    agreements.value = answer.body.items;
    await vault.put(PLACE, answer.body.items).catch(() => undefined);
    return;
  }
  asked = false;
  agreements.value = (await vault.get<readonly Agreement[]>(PLACE)) ?? agreements.peek();
}

/** What a clause says, in its own words; null while it is not known here. */
export function clauseTitle(partner: string, clause: string, language: Language): string | null {
  const agreement = agreements.value.find((agreement) => agreement.partner === partner);
  return agreement?.clauses.find(({ id }) => id === clause)?.title[language] ?? null;
}

/** `art-4-1` as it is cited: `4.1`. */
export const clauseNumber = (clause: string): string => clause.replace(/^art-/, '').replaceAll('-', '.');
