import { CredentialError } from '@passerelle/credential';
import { ExchangeModelError } from '@passerelle/exchange-model';

/** Why a record from the partner is quarantined: coded, never content. */
export class InboundRefusal extends Error {
  override readonly name = 'InboundRefusal';
  constructor(readonly code: string) {
    super(code);
  }
}

/** The code of an expected refusal; null for a fault of the machine, which is repeated instead. */
export function refusalCode(error: unknown): string | null {
  if (error instanceof InboundRefusal || error instanceof CredentialError) return error.code;
  if (error instanceof ExchangeModelError) return error.reason;
  return null;
}

/** Why `work` refuses; null where it does not. A fault of the machine passes through. */
export function refusalOf(work: () => void): string | null {
  try {
    work();
    return null;
  } catch (error) {
    const code = refusalCode(error);
    if (code === null) throw error;
    return code;
  }
}
