/** Payload topics keep a sealed copy for 7 days, and a segment may outlive that by its hour and a check. */
export const TRANSPORT_SECONDS = 8 * 86_400;
