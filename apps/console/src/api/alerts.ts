import type { AlertDocument } from '@passerelle/exchange-model';
import { type Answer, request } from './http.js';
import { inOwnOrder } from './own-order.js';
import type { AlertItem, Page, PartnerPreview, Receipt } from './types.js';

/** The national node's API, which the desk forwards under /api. */

export const readAlert = async (alertId: string): Promise<Answer<AlertItem>> =>
  inOwnOrder(await request<AlertItem>('GET', `/api/v1/alerts/${alertId}`));

export const listAlerts = async (filter: Record<string, string>): Promise<Answer<Page<AlertItem>>> =>
  inOwnOrder(
    await request<Page<AlertItem>>('GET', `/api/v1/alerts?${new URLSearchParams(filter).toString()}`),
  );

export const readReceipts = (alertId: string): Promise<Answer<Page<Receipt>>> =>
  request('GET', `/api/v1/alerts/${alertId}/receipts`);

export const previewAlert = (
  document: AlertDocument,
  signal?: AbortSignal,
): Promise<Answer<{ previews: PartnerPreview[] }>> =>
  request('POST', '/api/v1/alerts/preview', { body: document, ...(signal && { signal }) });
