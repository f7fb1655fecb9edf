export const ALERT_TOKEN = 'passerelle-alert+sd-jwt';
/** Many changes of one watchlist under one signature. */
export const BLOCK_TOKEN = 'passerelle-block+sd-jwt';
export const RECEIPT_TOKEN = 'passerelle-receipt+sd-jwt';
export const CONTROL_TOKEN = 'passerelle-control+sd-jwt';

/** The `typ` of what an originator signs. A key of one role never signs the type of another. */
export type TokenType = typeof ALERT_TOKEN | typeof BLOCK_TOKEN | typeof RECEIPT_TOKEN | typeof CONTROL_TOKEN;
