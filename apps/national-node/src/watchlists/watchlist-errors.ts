import { PasserelleError } from '@passerelle/runtime';

export const unknownList = (): PasserelleError =>
  new PasserelleError('PSR_WATCHLIST_UNKNOWN', 'no watchlist has this name', { status: 404 });

export const unknownEntry = (): PasserelleError =>
  new PasserelleError('PSR_ENTRY_UNKNOWN', 'no entry of this list has this id', { status: 404 });

export const foreignEntry = (): PasserelleError =>
  new PasserelleError('PSR_ENTRY_FOREIGN', 'only the nation that keeps an entry may change it', {
    status: 403,
  });

export const endedEntry = (state: string): PasserelleError =>
  new PasserelleError('PSR_ENTRY_ENDED', `the entry is ${state} and takes no new version`, { status: 409 });
