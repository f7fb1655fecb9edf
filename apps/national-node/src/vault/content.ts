import { Inject, Injectable } from '@nestjs/common';
import { decryptWithDataKey, encryptWithDataKey } from '@passerelle/credential';
import { DataKeyRepository } from '@passerelle/persistence';

/**
 * Personal content at rest: JSON encrypted under the alert's data key, bound to the place it is stored for. Without the
 * key, which lives in another database and is destroyed at withdrawal and expiry, what is left is noise.
 */
@Injectable()
export class Content {
  constructor(@Inject(DataKeyRepository) private readonly dataKeys: DataKeyRepository) {}

  /** Encrypts for `place`, such as `alert/<id>/<version>`; makes the alert's key where there is none. */
  async seal(alertId: string, place: string, content: unknown): Promise<Buffer> {
    const key = await this.dataKeys.create(alertId);
    return encryptWithDataKey(Buffer.from(JSON.stringify(content)), key, place);
  }

  /** null where it was erased. */
  async open<T>(alertId: string, place: string, sealed: Buffer | null): Promise<T | null> {
    const key = sealed && (await this.dataKeys.read(alertId));
    return sealed && key ? (JSON.parse(decryptWithDataKey(sealed, key, place).toString()) as T) : null;
  }

  /** Destroys the alert's key: everything encrypted for it is gone. */
  async erase(alertId: string): Promise<void> {
    await this.dataKeys.destroy(alertId);
  }
}

export const versionPlace = (alertId: string, version: number): string => `alert/${alertId}/${version}`;
export const messagePlace = (iss: string, jti: string, ver: number): string => `message/${iss}/${jti}/${ver}`;
