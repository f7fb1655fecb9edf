import type { AlertDocument, Birth } from '../alert/document.js';
import { boolean, code, object, type Shape } from '../strict/shape.js';
import {
  type Ground,
  LEGAL_GROUNDS,
  PROHIBITED_GROUNDS,
  type Protection,
  PROTECTIONS,
} from '../vocabulary/codes.js';
import type { Groups } from './group-names.js';

const AGE_OF_MAJORITY = 18;

/** What decides about a person's protection without saying anything else about the person. */
export interface CodedFlags {
  minor: boolean;
  protection: Protection;
  ground: Ground;
}

/** A person of whom only the year or month of birth is known is taken to be as young as that allows. */
export function flagsOf(document: AlertDocument, at: Date): CodedFlags {
  const protection = document.person?.protection ?? 'none';
  return {
    minor: protection === 'minor' || isMinor(document.person?.birth, at),
    protection,
    ground: document.legalGround,
  };
}

/**
 * The flags as the bridge derives them again from the complete token: what the originator claimed, narrowed by what
 * the groups themselves say. A prohibited ground counts wherever it stands.
 */
export function flagsOfGroups(groups: Groups, claimed: CodedFlags, at: Date): CodedFlags {
  const birth = asBirth(groups['birth-exact']) ?? asBirth(groups['birth-year']);
  return {
    minor: claimed.minor || claimed.protection === 'minor' || isMinor(birth, at),
    protection: claimed.protection,
    ground: isProhibitedGround(claimed.ground)
      ? claimed.ground
      : (groundOf(groups.instruction) ?? claimed.ground),
  };
}

export const flagsShape: Shape<CodedFlags> = object({
  minor: boolean,
  protection: code(PROTECTIONS),
  ground: code([...LEGAL_GROUNDS, ...PROHIBITED_GROUNDS]),
});

/** The signed `flags` group read back; null when it is not one. */
export function parseFlags(value: unknown): CodedFlags | null {
  try {
    return flagsShape(value, '', () => {
      throw new TypeError();
    });
  } catch {
    return null;
  }
}

export function isProhibitedGround(ground: unknown): boolean {
  return (PROHIBITED_GROUNDS as readonly unknown[]).includes(ground);
}

function isGround(ground: unknown): ground is Ground {
  return isProhibitedGround(ground) || (LEGAL_GROUNDS as readonly unknown[]).includes(ground);
}

function groundOf(instruction: unknown): Ground | null {
  const ground = asRecord(instruction)?.['legalGround'];
  return isGround(ground) ? ground : null;
}

function isMinor(birth: Birth | undefined | null, at: Date): boolean {
  if (!birth) return false;
  const [year, month, day] = birth.date.split('-').map(Number);
  if (year === undefined || Number.isNaN(year)) return false;
  // Day 0 of the next month is the last day of this one; without a month, the last day of the year.
  const majority =
    day === undefined
      ? Date.UTC(year + AGE_OF_MAJORITY, month ?? 12, 0)
      : Date.UTC(year + AGE_OF_MAJORITY, (month ?? 1) - 1, day);
  return at.getTime() < majority;
}

function asBirth(value: unknown): Birth | null {
  const birth = asRecord(value);
  return typeof birth?.['date'] === 'string' ? (birth as unknown as Birth) : null;
}

function asRecord(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}
