import type { LinkItem } from '../api/links.js';

/** A link with nothing wrong, heard at 14:05 of 12 March 2031. */
export const link = (change: Partial<LinkItem> = {}): LinkItem => ({
  partner: 'ML',
  state: 'up',
  lastHeardAt: '2031-03-12T14:05:00Z',
  alarms: [],
  inbound: [{ lane: 'alert.urgent', partition: 0, sequence: '9', gaps: [] }],
  overdueReceipts: { count: 0, oldestAt: null },
  ...change,
});
