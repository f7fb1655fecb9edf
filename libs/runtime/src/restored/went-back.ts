import { Inject, Injectable } from '@nestjs/common';
import { Door } from '../http/door.js';
import { JsonLogger, type LogFields } from '../logging/json-logger.js';
import { PasserelleError } from '../problems/passerelle-error.js';

/** Injection token: how the process is ended at once, `(reason: Error) => void`. */
export const ENDING = Symbol('ending of the process');

/** Whatever nobody caught ends the process, and what it has not committed with it. */
export const endProcess = (reason: Error): void => {
  setImmediate(() => {
    throw reason;
  });
};

/**
 * What a service does whose database holds less than what has left it: an earlier state that nobody declared restored
 * (docs/adr/0012). It would number and sign anew what is abroad already.
 */
@Injectable()
export class WentBack {
  constructor(
    @Inject(Door) private readonly door: Door,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
    @Inject(ENDING) private readonly ending: (reason: Error) => void,
  ) {}

  /**
   * For who finds it before the service is initialised: never resolves, so that no timer, consumer or request begins.
   * Requests get 503 `PSR_DATABASE_WENT_BACK`, health and metrics say alarm, until the process is started again.
   */
  standStill(found: LogFields): Promise<never> {
    this.door.hold(this.#told(found));
    return new Promise(() => undefined);
  }

  /** For who finds it later: what the process remembers is of the other life. The next start finds it and stands still. */
  end(found: LogFields): void {
    this.ending(this.#told(found));
  }

  #told(found: LogFields): PasserelleError {
    const reason = new PasserelleError(
      'PSR_DATABASE_WENT_BACK',
      'the database went back to an earlier state, and more has left it than it knows; nothing is served until ' +
        'an operator has stopped the service and run `passctl database restored`',
      { status: 503 },
    );
    this.logger.error('database.went-back', { code: reason.code, ...found });
    return reason;
  }
}
