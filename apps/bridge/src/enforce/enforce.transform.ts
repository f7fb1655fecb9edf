import { CredentialError, digest } from '@passerelle/credential';
import { ExchangeModelError } from '@passerelle/exchange-model';
import { type Lane, quarantineRecord } from '@passerelle/kafka';
import type { OutputRecord, SourceRecord, Transform } from '@passerelle/link';
import { enforceAlert } from './enforce-alert.js';
import { enforceControl } from './enforce-control.js';
import { enforceBlock } from './enforce-block.js';
import { enforceReceipt } from './enforce-receipt.js';
import type { Enforcement } from './enforcement.js';
import { BridgeRecords } from './records.js';
import { Refusal } from './refusal.js';

/**
 * The border in one function: every outbound record becomes a release, a withholding or a quarantined record with its
 * reason, and each leaves evidence. Faults of the machine are thrown, so that the link opens again and repeats.
 */
export function enforceTransform(lane: Lane, link: string, enforcement: Enforcement): Transform {
  return (record, context) => {
    const writer = { link, partition: record.partition };
    try {
      if (lane === 'receipt') return enforceReceipt(record, writer, context, enforcement);
      if (lane === 'control') return enforceControl(record, writer, context, enforcement);
      if (lane === 'watchlist') return enforceBlock(record, writer, context, enforcement);
      return enforceAlert(record, lane, writer, context, enforcement);
    } catch (error) {
      const reason = refusalCode(error);
      if (reason === null) throw error;
      return quarantine(record, reason, link, enforcement);
    }
  };
}

/** The code of an expected refusal; null for a fault. */
function refusalCode(error: unknown): string | null {
  if (error instanceof Refusal || error instanceof CredentialError) return error.code;
  if (error instanceof ExchangeModelError) return error.reason;
  return null;
}

function quarantine(
  record: SourceRecord,
  reason: string,
  link: string,
  enforcement: Enforcement,
): OutputRecord[] {
  const now = enforcement.clock.now();
  const records = new BridgeRecords(
    enforcement,
    { link, partition: record.partition },
    now,
    String(record.key),
  );
  return [
    quarantineRecord(enforcement.topics, record, reason, now),
    records.evidence('quarantined', { digest: digest(record.value ?? ''), reason }),
  ];
}
