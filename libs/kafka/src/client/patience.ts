/** How long whoever speaks to a broker waits for it, in milliseconds, and how many at once knock at its door. */
export interface Patience {
  /** for a connection with its TLS handshake */
  connect: number;
  /** for the answer to one request; below `transaction`, so that a lost answer is noticed first */
  request: number;
  /** for a whole transaction; after it the broker aborts what is open */
  transaction: number;
  /** for taking over a partition: connecting, fencing, reading the position */
  opening: number;
  /** readers of one client that connect at the same time */
  handshakes: number;
}

/** A broker in the same house: what does not answer in seconds is dead, and waiting longer only delays a successor. */
export const NEAR: Patience = {
  connect: 10_000,
  request: 8_000,
  transaction: 10_000,
  opening: 45_000,
  handshakes: 8,
};

/**
 * A partner's broker behind whatever line there is: a satellite's second each way, or 64 kbit/s that all lanes share. A
 * transaction there is three round trips and the bytes; an opening is about fifteen.
 */
export const FAR: Patience = {
  connect: 30_000,
  request: 28_000,
  transaction: 30_000,
  opening: 120_000,
  handshakes: 32,
};

/** The same, `factor` times as long. */
export const stretched = (patience: Patience, factor: number): Patience => ({
  ...patience,
  connect: patience.connect * factor,
  request: patience.request * factor,
  transaction: patience.transaction * factor,
  opening: patience.opening * factor,
});
