import type { SharingAgreement } from '@passerelle/sharing-agreement';

export type LinkClocks = Pick<SharingAgreement['clocks'], 'linkSilentSeconds' | 'receiptOverdueSeconds'>;

/** Of design §4, where no agreement is known. */
export const DEFAULT_LINK_CLOCKS: LinkClocks = { linkSilentSeconds: 60, receiptOverdueSeconds: 900 };
