import { PasserelleError } from '@passerelle/runtime';

export const importBusy = (): PasserelleError =>
  new PasserelleError('PSR_IMPORT_BUSY', 'another request is sending the file of this Idempotency-Key', {
    status: 409,
    retriable: true,
  });

export const unknownImport = (): PasserelleError =>
  new PasserelleError('PSR_IMPORT_UNKNOWN', 'no import has this id', { status: 404 });

export const lineFormatRequired = (): PasserelleError =>
  new PasserelleError('PSR_CONTENT_TYPE', 'the body must be application/x-ndjson or text/csv in UTF-8', {
    status: 415,
  });
