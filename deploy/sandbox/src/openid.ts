import { generateKeyPairSync } from 'node:crypto';
import { GuardedProcess, type Guardian, repositoryRoot } from '@passerelle/testing';
import { join } from 'node:path';
import { clockEnvironment, clockFlags } from './clock.js';
import { bareEnvironment } from './command.js';
import { exists, writePrivate } from './files.js';
import { untilAnswers } from './http-ready.js';
import type { NationLayout } from './layout.js';
import { demoOfficers } from './demo-officers.js';
import { register } from './openid/officers.js';
import type { RegisteredClient } from './openid/provider.js';
import { Passwords, typedPassword } from './secrets.js';
import type { Unit } from './supervisor.js';

/** Machine clients of each nation and the roles in their tokens. */
export const MACHINE_CLIENTS = {
  system: ['system'],
  desk: ['desk'],
  auditor: ['auditor'],
  inspector: ['auditor', 'disclosure'],
  operator: ['operator'],
} as const satisfies Record<string, readonly string[]>;
export type MachineClient = keyof typeof MACHINE_CLIENTS;

export interface ClientAccess {
  tokenUrl: string;
  clientId: string;
  /** PKCS#8 PEM, P-256. */
  privateKeyFile: string;
}

/** The nation's OpenID provider: one key pair per client and one password per officer, made once. */
export async function openidUnit(layout: NationLayout, guardian: Guardian): Promise<Unit> {
  const clientsFile = layout.path('openid', 'clients.json');
  const signingKeyFile = layout.path('openid', 'signing-key.jwk.json');
  const officersFile = layout.path('openid', 'officers.json');
  if (!(await exists(clientsFile))) await registerClients(layout, clientsFile);
  if (!(await exists(officersFile))) await registerOfficers(layout, officersFile);
  if (!(await exists(signingKeyFile)))
    await writePrivate(signingKeyFile, JSON.stringify(generateKeys().privateJwk));
  const issuer = issuerOf(layout);
  const log = layout.log('openid');
  const configuration = `${issuer}/.well-known/openid-configuration`;
  return {
    name: 'openid',
    nation: layout.nation.code,
    role: 'provider',
    layer: 'sign-in',
    liveness: configuration,
    log,
    spawn: () =>
      GuardedProcess.start({
        command: process.execPath,
        args: [
          ...clockFlags(layout),
          join(repositoryRoot(), 'dist', 'deploy', 'sandbox', 'src', 'openid', 'main.js'),
        ],
        cwd: layout.dataDir,
        env: {
          ...bareEnvironment(),
          ...clockEnvironment(layout),
          ISSUER: issuer,
          AUDIENCE: layout.audience,
          NATION: layout.nation.code,
          CONSOLE_URL: layout.url(layout.ports.dutyDesk),
          CLIENTS_FILE: clientsFile,
          OFFICERS_FILE: officersFile,
          GRANTS_FILE: layout.path('openid', 'grants.json'),
          SIGNING_KEY_FILE: signingKeyFile,
        },
        logFile: log,
        guardian,
      }),
    untilReady: () => untilAnswers(configuration),
  };
}

export function issuerOf(layout: NationLayout): string {
  return layout.url(layout.ports.openid);
}

export function jwksUrlOf(layout: NationLayout): string {
  return `${issuerOf(layout)}/jwks`;
}

export function clientAccess(layout: NationLayout, client: MachineClient): ClientAccess {
  return {
    tokenUrl: `${issuerOf(layout)}/token`,
    clientId: `${layout.slug}-${client}`,
    privateKeyFile: layout.path('clients', `${client}.key.pem`),
  };
}

export interface UserAccess {
  role: string;
  username: string;
  password: string;
  roles: string[];
  name: string;
  post?: string;
}

/** The demonstration's officers, with the passwords that were made for them. */
export async function userAccess(layout: NationLayout): Promise<UserAccess[]> {
  const passwords = await officerPasswords(layout);
  return demoOfficers(layout.nation).map((officer) => ({
    role: officer.roles[0] ?? '',
    ...officer,
    password: passwords.of(officer.username),
  }));
}

/** What the console's client signs its assertions with. */
export function consoleClient(layout: NationLayout): { clientId: string; privateKeyFile: string } {
  return {
    clientId: `${layout.slug}-console`,
    privateKeyFile: layout.holder('duty-desk', 'console-client.key.pem'),
  };
}

async function officerPasswords(layout: NationLayout): Promise<Passwords> {
  return await Passwords.open(layout.path('clients', 'officers.passwords.json'));
}

/** Passwords are for people in the demonstration; the provider holds only their hashes. */
async function registerOfficers(layout: NationLayout, officersFile: string): Promise<void> {
  const passwords = await officerPasswords(layout);
  const officers = demoOfficers(layout.nation).map(
    (officer) => [officer, passwords.of(officer.username, typedPassword)] as const,
  );
  await passwords.save();
  const registered = [];
  for (const [officer, password] of officers) registered.push(await register(officer, password));
  await writePrivate(officersFile, JSON.stringify(registered, null, 2));
}

/** The list is written last: while it is missing, nobody has been told of these keys. */
async function registerClients(layout: NationLayout, clientsFile: string): Promise<void> {
  const clients: RegisteredClient[] = [];
  for (const [name, roles] of Object.entries(MACHINE_CLIENTS)) {
    const { clientId, privateKeyFile } = clientAccess(layout, name as MachineClient);
    const { privatePem, publicJwk } = generateKeys();
    await writePrivate(privateKeyFile, privatePem);
    clients.push({ clientId, roles: [...roles], publicJwk });
  }
  const { clientId, privateKeyFile } = consoleClient(layout);
  const { privatePem, publicJwk } = generateKeys();
  await writePrivate(privateKeyFile, privatePem);
  clients.push({ clientId, roles: [], publicJwk, isConsole: true });
  await writePrivate(clientsFile, JSON.stringify(clients, null, 2));
}

function generateKeys() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    privatePem: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    privateJwk: privateKey.export({ format: 'jwk' }),
    publicJwk: publicKey.export({ format: 'jwk' }),
  };
}
