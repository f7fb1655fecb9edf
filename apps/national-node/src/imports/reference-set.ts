/** Of a keyed hash; more than a million of them are not taken for one another once in 10^26 files. */
const KEY_BYTES = 16;
const FIRST_SLOTS = 1 << 12;

/**
 * Keyed hashes that a file has named, held in 32 bytes each: a file may have a million lines. Open addressing over one
 * buffer; the hashes are random, so that any part of one says where to look.
 */
export class ReferenceSet {
  #slots = FIRST_SLOTS;
  #keys = Buffer.alloc(FIRST_SLOTS * KEY_BYTES);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(mac: Buffer): boolean {
    return !this.#isFree(this.#slotOf(mac));
  }

  /** False where it is here already. */
  add(mac: Buffer): boolean {
    if ((this.#size + 1) * 2 > this.#slots) this.#grow();
    const slot = this.#slotOf(mac);
    if (!this.#isFree(slot)) return false;
    mac.copy(this.#keys, slot * KEY_BYTES, 0, KEY_BYTES);
    this.#size += 1;
    return true;
  }

  /** Where the hash is, or would be. */
  #slotOf(mac: Buffer): number {
    let slot = mac.readUInt32LE(0) % this.#slots;
    while (!this.#isFree(slot) && !this.#holds(slot, mac)) slot = (slot + 1) % this.#slots;
    return slot;
  }

  #holds(slot: number, mac: Buffer): boolean {
    const from = slot * KEY_BYTES;
    return this.#keys.compare(mac, 0, KEY_BYTES, from, from + KEY_BYTES) === 0;
  }

  /** No hash is all zeros. */
  #isFree(slot: number): boolean {
    const from = slot * KEY_BYTES;
    return this.#keys.readBigUInt64LE(from) === 0n && this.#keys.readBigUInt64LE(from + 8) === 0n;
  }

  #grow(): void {
    const [keys, slots] = [this.#keys, this.#slots];
    this.#slots = slots * 2;
    this.#keys = Buffer.alloc(this.#slots * KEY_BYTES);
    for (let from = 0; from < keys.length; from += KEY_BYTES) {
      const key = keys.subarray(from, from + KEY_BYTES);
      if (key.readBigUInt64LE(0) === 0n && key.readBigUInt64LE(8) === 0n) continue;
      key.copy(this.#keys, this.#slotOf(key) * KEY_BYTES);
    }
  }
}
