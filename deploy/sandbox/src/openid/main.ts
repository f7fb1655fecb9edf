import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { JsonWebKey } from 'node:crypto';
import { createProvider, type RegisteredClient } from './provider.js';

const issuer = new URL(variable('ISSUER'));
const provider = createProvider({
  issuer: issuer.origin,
  audience: variable('AUDIENCE'),
  clients: read('CLIENTS_FILE') as RegisteredClient[],
  signingKey: read('SIGNING_KEY_FILE') as JsonWebKey,
});
const server = createServer(provider.callback()).listen(Number(issuer.port), issuer.hostname);
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    server.close();
    server.closeAllConnections();
  });
}

function variable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is required`);
  return value;
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(variable(name), 'utf8'));
}
