import {
  AGREEMENT_TYPE,
  ALERT_TOKEN,
  BLOCK_TOKEN,
  CONTROL_TOKEN,
  RECEIPT_TOKEN,
} from '@passerelle/credential';
import { CONTROL_KINDS, type JsonSchema, RECEIPT_KINDS } from '@passerelle/exchange-model';
import type { Lane } from '@passerelle/kafka';
import { ALERT_KINDS } from '@passerelle/sharing-agreement';
import { reference } from './schemas.js';

export interface Message {
  name: string;
  [field: string]: unknown;
}

interface Described {
  summary: string;
  contentType?: string;
  payload: JsonSchema;
  /** CloudEvents types. */
  types?: readonly string[];
  /** Schemas of headers beside those of every record. */
  headers?: readonly string[];
  /** `x-` members. */
  more?: Record<string, unknown>;
}

export function message(name: string, described: Described): Message {
  const { summary, contentType = 'application/json', payload, types, headers = [], more } = described;
  const type = types ? [{ properties: { ce_type: { enum: types } } }] : [];
  return {
    name,
    summary,
    contentType,
    headers: { allOf: [...['CloudEvent', 'Source', ...headers].map(reference), ...type] },
    payload,
    ...more,
  };
}

/** `alert` of `alert.urgent` and `alert.routine`. */
type Family = Lane extends infer L ? (L extends `${infer F}.${string}` ? F : L & string) : never;

/** What the tokens of a lane are. */
const TOKENS: Record<Family, { types: readonly string[]; token: Record<string, unknown> }> = {
  alert: {
    types: [...ALERT_KINDS, 'alert.withdrawn'],
    token: {
      typ: ALERT_TOKEN,
      signedWith: 'origin',
      claims: reference('AlertClaims'),
      disclosures: reference('Groups'),
    },
  },
  watchlist: {
    types: ['watchlist.block'],
    token: { typ: BLOCK_TOKEN, signedWith: 'origin', disclosures: reference('Groups') },
  },
  receipt: {
    types: RECEIPT_KINDS.map((kind) => `receipt.${kind}`),
    token: { typ: RECEIPT_TOKEN, signedWith: 'receipt', claims: reference('ReceiptClaims') },
  },
  control: {
    types: CONTROL_KINDS,
    token: { typ: CONTROL_TOKEN, signedWith: 'receipt', claims: reference('ControlClaims') },
  },
};

/** The messages of a lane: complete on its way to our own bridge, released on its way to the partner's gate. */
export function laneMessages(lane: Lane, quarantined = false): { complete: Message; released: Message } {
  const family = lane.split('.')[0] as Family;
  const { types, token } = TOKENS[family];
  const release = { typ: 'kb+jwt', signedWith: 'release', claims: reference('ReleaseClaims') };
  const one = (state: string, summary: string, sealed: Record<string, unknown>) =>
    message(`${family}.${state}${quarantined ? '.quarantined' : ''}`, {
      summary: quarantined ? `${summary}, refused, untouched, with its reason` : summary,
      contentType: 'application/jose',
      payload: reference('Sealed'),
      types,
      ...(quarantined && { headers: ['Quarantined'] }),
      more: { 'x-sealed': sealed },
    });
  return {
    complete: one('complete', 'A complete token for our own bridge', { to: 'bridge-seal', token }),
    released: one('released', 'A released token for the gate of the partner', { to: 'gate', token, release }),
  };
}

const json = (name: string, schema: string, summary: string, types?: readonly string[]): Message =>
  message(name, { summary, payload: reference(schema), ...(types && { types }) });

/** What services of one nation tell each other. */
export const RECORDS = {
  outcome: json('outcome', 'Outcome', 'What our bridge decided about one message', ['outcome']),
  decision: json('decision', 'Decision', 'A decision with the facts it was taken on', ['decision']),
  evidence: json('evidence', 'Evidence', 'One step in the life of a message', ['evidence']),
  erasure: json('erasure', 'Erasure', 'What was erased, by our own ids', ['erasure']),
  notification: json('notification', 'Notification', "A partner's alert, for the desk", ['notification']),
  receipt: json('desk-receipt', 'DeskReceipt', 'A receipt about an alert of ours', ['receipt']),
  action: json('desk-action', 'DeskAction', 'What an officer did, or nobody did'),
  agreement: message('agreement', {
    summary: 'An agreement both nations signed',
    contentType: 'application/jose+json',
    payload: reference('AgreementJws'),
    types: ['agreement.signed'],
    more: { 'x-typ': AGREEMENT_TYPE },
  }),
  /** Written by the link itself: it has no headers. */
  position: {
    name: 'position',
    summary: 'How far a link has come, under the key `position`; under `barrier`, who opened it last',
    contentType: 'application/json',
    payload: reference('Position'),
  },
} satisfies Record<string, Message>;
