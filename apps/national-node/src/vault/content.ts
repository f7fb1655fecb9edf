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

  /** The keys of many at once, made where there are none. */
  async keysFor(ids: readonly string[]): Promise<DataKeys> {
    return new DataKeys(ids.length > 0 ? await this.dataKeys.createAll(ids) : new Map());
  }

  /** The keys that are still there. */
  async keysOf(ids: readonly string[]): Promise<DataKeys> {
    return new DataKeys(ids.length > 0 ? await this.dataKeys.readAll(ids) : new Map());
  }

  async eraseAll(ids: readonly string[]): Promise<void> {
    await this.dataKeys.destroyAll(ids);
  }

  /** Destroys the alert's key: everything encrypted for it is gone. */
  async erase(alertId: string): Promise<void> {
    await this.dataKeys.destroy(alertId);
  }
}

/** Keys in hand for one batch; nothing keeps them longer. */
export class DataKeys {
  constructor(private readonly keys: ReadonlyMap<string, Buffer>) {}

  seal(id: string, place: string, content: unknown): Buffer {
    const key = this.keys.get(id);
    if (!key) throw new Error('no data key was made for what is to be sealed');
    return encryptWithDataKey(Buffer.from(JSON.stringify(content)), key, place);
  }

  /** null where it was erased. */
  open(id: string, place: string, sealed: Buffer | null): unknown {
    const key = sealed && this.keys.get(id);
    return sealed && key ? JSON.parse(decryptWithDataKey(sealed, key, place).toString()) : null;
  }
}

export const entryPlace = (entryId: string, version: number): string => `entry/${entryId}/${version}`;
export const versionPlace = (alertId: string, version: number): string => `alert/${alertId}/${version}`;
export const messagePlace = (iss: string, jti: string, ver: number): string => `message/${iss}/${jti}/${ver}`;
