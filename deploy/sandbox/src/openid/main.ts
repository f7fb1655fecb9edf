import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { JsonWebKey } from 'node:crypto';
import { Officers, type RegisteredOfficer } from './officers.js';
import type { RegisteredClient } from './provider.js';
import { openIdServer } from './server.js';
import { ProviderStorage } from './storage.js';

const issuer = new URL(variable('ISSUER'));
const handler = openIdServer({
  issuer: issuer.origin,
  audience: variable('AUDIENCE'),
  nation: variable('NATION'),
  clients: read('CLIENTS_FILE') as RegisteredClient[],
  officers: new Officers(read('OFFICERS_FILE') as RegisteredOfficer[]),
  consoleUrl: new URL(variable('CONSOLE_URL')).origin,
  signingKey: read('SIGNING_KEY_FILE') as JsonWebKey,
  storage: new ProviderStorage(variable('GRANTS_FILE')),
  cookiePrefix: `passerelle-${variable('NATION').toLowerCase()}-id`,
});
const server = createServer(handler).listen(Number(issuer.port), issuer.hostname);
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
