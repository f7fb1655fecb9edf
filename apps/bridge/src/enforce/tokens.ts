export const ENFORCE_CONFIG = Symbol('configuration');
export const ENFORCEMENT = Symbol('what the bridge decides with');
export const KAFKA = Symbol('client of our own cluster');
