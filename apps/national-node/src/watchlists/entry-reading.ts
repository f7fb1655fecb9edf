import { Inject, Injectable } from '@nestjs/common';
import {
  type AlertDocument,
  documentOf,
  type EntryClaims,
  entryGroupsOf,
  type GroupName,
  type Groups,
  type PartialAlertDocument,
  type Watchlist,
} from '@passerelle/exchange-model';
import { AgreementRegistry } from '@passerelle/keys';
import {
  type EntryMessage,
  type WatchlistEntry,
  WatchlistEntryRepository,
  WatchlistMessageRepository,
  WatchlistShareRepository,
} from '@passerelle/persistence';
import { decideRelease, type Withheld } from '@passerelle/sharing-agreement';
import { NationalNodeConfig } from '../config.js';
import { elementOfDisclosure, groupsOfDisclosures } from '../vault/archived-token.js';
import { Content, type DataKeys, entryPlace, messagePlace } from '../vault/content.js';
import { unknownEntry } from './watchlist-errors.js';

/** An entry as the API shows it: what is readable of the document, and what the agreement keeps back of it. */
export type EntryItem = PartialAlertDocument & {
  entryId: string;
  list: string;
  version: number;
  state: WatchlistEntry['state'];
  origin: string;
  originEntryId?: string;
  withheld?: Withheld[];
};

/** Reads entries back, own and foreign, a page at a time. */
@Injectable()
export class EntryReading {
  constructor(
    @Inject(NationalNodeConfig) private readonly config: NationalNodeConfig,
    @Inject(WatchlistEntryRepository) private readonly entries: WatchlistEntryRepository,
    @Inject(WatchlistShareRepository) private readonly shares: WatchlistShareRepository,
    @Inject(WatchlistMessageRepository) private readonly messages: WatchlistMessageRepository,
    @Inject(AgreementRegistry) private readonly agreements: AgreementRegistry,
    @Inject(Content) private readonly content: Content,
  ) {}

  /**
   * By our id, or by the id a partner knows one of our entries under.
   * @throws PasserelleError 404
   */
  async require(list: Watchlist, id: string): Promise<WatchlistEntry> {
    const entry = (await this.entries.find(id)) ?? (await this.#byShare(id));
    if (entry?.list !== list) throw unknownEntry();
    return entry;
  }

  async items(entries: readonly WatchlistEntry[]): Promise<EntryItem[]> {
    const active = entries.filter(({ state }) => state === 'active');
    const keys = await this.content.keysOf(active.map(({ entryId }) => entryId));
    const messages = await this.#messagesOf(active.filter((entry) => !this.#isOwn(entry)));
    return entries.map((entry) => {
      const { entryId, list, version, state, origin, originJti } = entry;
      const ids = {
        entryId,
        list,
        version,
        state,
        origin,
        ...(originJti !== null && { originEntryId: originJti }),
      };
      if (state !== 'active') return ids;
      return this.#isOwn(entry)
        ? {
            ...(keys.open(entryId, entryPlace(entryId, version), entry.document) as AlertDocument | null),
            ...ids,
          }
        : { ...this.#foreignDocument(entry, messages.get(entryId), keys), ...ids };
    });
  }

  async #byShare(id: string): Promise<WatchlistEntry | null> {
    const share = await this.shares.findByJti(id);
    return share && this.entries.find(share.entryId);
  }

  #isOwn({ origin }: WatchlistEntry): boolean {
    return origin === this.config.nation;
  }

  /** Of each foreign entry the message that is its current state. */
  async #messagesOf(foreign: readonly WatchlistEntry[]): Promise<Map<string, EntryMessage>> {
    const found = new Map<string, EntryMessage>();
    for (const origin of new Set(foreign.map((entry) => entry.origin))) {
      const versions = foreign
        .filter((entry) => entry.origin === origin)
        .map(({ originJti, version }) => ({ jti: originJti ?? '', ver: version }));
      for (const message of await this.messages.versions(origin, versions))
        found.set(message.entryId, message);
    }
    return found;
  }

  #foreignDocument(
    entry: WatchlistEntry,
    message: EntryMessage | undefined,
    keys: DataKeys,
  ): (PartialAlertDocument & { withheld: Withheld[] }) | null {
    if (!message) return null;
    const { iss, jti, ver, entryId } = message;
    const disclosures = keys.open(entryId, messagePlace(iss, jti, ver), message.disclosures) as
      string[] | null;
    const [element, ...rest] = disclosures ?? [];
    if (element === undefined) return null;
    const claims = elementOfDisclosure(element) as unknown as EntryClaims;
    const groups = groupsOfDisclosures(rest);
    return { ...documentOf(claims, groups), withheld: this.#withheld(entry, claims, groups) };
  }

  #withheld(entry: WatchlistEntry, claims: EntryClaims, groups: Groups): Withheld[] {
    const under = this.agreements.ofPartner(entry.origin)?.byHash(entry.agreementHash ?? '') ?? null;
    const facts = {
      direction: { from: entry.origin, to: this.config.nation },
      kind: 'watchlist.entry',
      category: claims.cat,
      urgency: claims.urg,
      handling: claims.hnd,
      status: claims.sta,
      groups: Object.keys(groups) as GroupName[],
      approval: true,
    } as const;
    const ofList = entryGroupsOf(entry.list as Watchlist);
    return decideRelease(under, facts, entry.updatedAt).withheld.filter(({ group }) =>
      ofList.includes(group),
    );
  }
}
