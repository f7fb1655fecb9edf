import { DefaultNamingStrategy, type ValueTransformer } from 'typeorm';

/** pg reads a 64-bit integer as text; rows hold it as bigint. */
export const bigintColumn: ValueTransformer = {
  to: (value: bigint | null | undefined) => value?.toString(),
  from: (value: string | null) => (value === null ? null : BigInt(value)),
};

/** `storedAt` ↔ `stored_at`. */
export class SnakeCaseNaming extends DefaultNamingStrategy {
  override columnName(property: string, custom: string | undefined): string {
    return custom ?? property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  }
}

/** A row as a plain domain object: rows never leave this library. */
export function plain<T extends object>(row: T): T {
  return Object.assign({} as T, row);
}
