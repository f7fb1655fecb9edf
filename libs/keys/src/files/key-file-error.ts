import { PasserelleError } from '@passerelle/runtime';

/** A key file that can not be used; the message names the file and never holds a part of the key. */
export class KeyFileError extends PasserelleError {
  override readonly name = 'KeyFileError';

  constructor(file: string, problem: string, options: { cause?: unknown } = {}) {
    super('PSR_KEY_FILE', `${file} ${problem}`, options);
  }
}
