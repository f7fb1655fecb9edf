import { randomUUID } from 'node:crypto';
import { type Answer, eventually, type Machine } from './sandbox.js';

/** Invented entries for end-to-end runs. */
const digits = (length: number): string =>
  Array.from({ length }, () => String(Math.floor(Math.random() * 10))).join('');

export const number = (prefix: string): string => `${prefix}${digits(9)}`;

const common = (change: object): object => ({
  category: 'WANTED-PERSON',
  action: 'LOCATE-REPORT',
  status: 'Test',
  handling: 'H1',
  legalGround: 'WARRANT',
  evaluation: { source: 'A', information: '1' },
  expiresAt: new Date(Date.now() + 30 * 86_400_000).toISOString(),
  reference: `REF-${digits(9)}`,
  source: { type: 'officer', note: `note ${digits(9)}` },
  ...change,
});

export const personEntry = (passport: string, change: object = {}, person: object = {}): object =>
  common({
    person: {
      names: [{ type: 'primary', script: 'Latn', full: `Essai ${digits(6)}` }],
      birth: { date: '1987-05-02', precision: 'day' },
      documents: [{ type: 'passport', number: passport, issuer: 'UTO' }],
      phones: [`+000 ${digits(9)}`],
      ...person,
    },
    ...change,
  });

export const vehicleEntry = (plate: string, change: object = {}): object =>
  common({
    category: 'STOLEN-VEHICLE',
    legalGround: 'OWNER-COMPLAINT',
    vehicle: { plate, type: '4x4' },
    ...change,
  });

export type EntryItem = Record<string, unknown> & {
  entryId: string;
  version: number;
  state: string;
  origin: string;
  originEntryId?: string;
  withheld?: { group: string; clause: string }[];
};

export const add = (
  machine: Machine,
  list: string,
  entry: object,
  key: string = randomUUID(),
): Promise<Answer<EntryItem>> =>
  machine.call('api', 'POST', `/v1/watchlists/${list}/entries`, {
    body: entry,
    headers: { 'idempotency-key': key },
  });

export const lookUp = async (machine: Machine, asked: object): Promise<EntryItem[]> => {
  const { body } = await machine.call<{ items: EntryItem[] }>('api', 'POST', '/v1/watchlists/lookups', {
    body: asked,
  });
  return body.items;
};

/** The partner's copy of one of our entries, found by its number. */
export const foundAt = (
  machine: Machine,
  asked: object,
  when: (entry: EntryItem) => boolean = () => true,
): Promise<EntryItem> =>
  eventually(async () => (await lookUp(machine, asked)).find(when), `an entry at the partner`);

export const entryReceipt = (
  machine: Machine,
  list: string,
  entryId: string,
  kind: string,
  by?: string,
): Promise<{ kind: string; clause?: string; reason?: string; by: { nation: string; role: string } }> =>
  eventually(async () => {
    const path = `/v1/watchlists/${list}/entries/${entryId}/receipts`;
    const { body } = await machine.call<{ items: { kind: string; by: { nation: string; role: string } }[] }>(
      'api',
      'GET',
      path,
    );
    return body.items.find(
      (receipt) => receipt.kind === kind && (by ?? receipt.by.nation) === receipt.by.nation,
    );
  }, `receipt ${kind} of entry ${entryId}`);
