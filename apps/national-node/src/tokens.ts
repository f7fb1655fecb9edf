/** Injection tokens of what has no class of its own. */
export const ORIGIN_KEY = Symbol('origin key');
export const RECEIPT_KEY = Symbol('receipt key');
export const GATE_KEYS = Symbol('gate keys');
export const BRIDGE_SEAL = Symbol('public key of our own bridge');
export const RANDOM = Symbol('randomness');
export const IDEMPOTENCY_SECRET = Symbol('secret of the idempotency hashes');
export const KAFKA = Symbol('client of our own cluster');
export const LOOKUP_SECRET = Symbol('secret of the look-up hashes');
