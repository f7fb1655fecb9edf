/**
 * Where the per-alert data keys are (persistence: `DataKeyRepository`, in a database of its own). What is encrypted
 * under a key is erased when the key is destroyed.
 */
export interface DataKeyVault {
  /** The alert's 32-byte key, made where there is none. */
  create(alertId: string): Promise<Buffer>;
  /** null where it was destroyed or never made. */
  read(alertId: string): Promise<Buffer | null>;
  /** Erases for good; false where there was nothing left to erase. */
  destroy(alertId: string): Promise<boolean>;
}
