/** Goes out this often, so that proxies and the console's watchdog know the stream lives. */
export const HEARTBEAT_MS = 15_000;
