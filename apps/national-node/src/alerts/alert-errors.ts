import { PasserelleError } from '@passerelle/runtime';

export const unknownAlert = (): PasserelleError =>
  new PasserelleError('PSR_ALERT_UNKNOWN', 'no alert has this id', { status: 404 });

export const foreignAlert = (): PasserelleError =>
  new PasserelleError('PSR_ALERT_FOREIGN', 'only the nation that issued an alert may change it', {
    status: 403,
  });

export const endedAlert = (state: string): PasserelleError =>
  new PasserelleError('PSR_ALERT_ENDED', `the alert is ${state} and takes no new version`, { status: 409 });

export const preconditionRequired = (): PasserelleError =>
  new PasserelleError(
    'PSR_IF_MATCH_REQUIRED',
    'the header If-Match must carry the ETag of the version to replace',
    {
      status: 428,
    },
  );

export const staleVersion = (): PasserelleError =>
  new PasserelleError('PSR_VERSION_STALE', 'the alert has another version than If-Match says', {
    status: 412,
  });

export const keyRequired = (): PasserelleError =>
  new PasserelleError(
    'PSR_IDEMPOTENCY_KEY_REQUIRED',
    'the header Idempotency-Key must carry 1 to 255 visible characters',
    {
      status: 400,
    },
  );

export const keyReused = (): PasserelleError =>
  new PasserelleError('PSR_IDEMPOTENCY_KEY_REUSED', 'this Idempotency-Key was used for another body', {
    status: 409,
  });
