import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** What a machine client needs for a token: RFC 7523 with a P-256 key. */
export interface ClientCredentials {
  tokenUrl: string;
  clientId: string;
  /** PKCS#8 PEM. */
  privateKeyFile: string;
  /** The assertion's `aud`; the token URL unless given. */
  audience?: string;
  keyId?: string;
  scope?: string;
  resource?: string;
}

export interface NationAccess {
  nation: string;
  /** Base URL of the national node's API. */
  api: string;
  client: ClientCredentials;
}

/** Reads the system client of every nation, or of one, from a `sandbox.json` (design: the black-box contract). */
export async function readSandboxFile(path: string, only?: string): Promise<NationAccess[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new Error(`${path} can not be read; it is there while the sandbox runs (npm start)`, {
      cause: error,
    });
  });
  const { nations } = JSON.parse(text) as { nations?: Record<string, unknown> };
  const names = Object.keys(nations ?? {}).filter((name) => only === undefined || name === only);
  if (names.length === 0) throw new Error(`${path} knows no nation${only ? ` ${only}` : ''}`);
  return names.map((nation) => accessOf(nation, nations?.[nation], dirname(resolve(path))));
}

function accessOf(nation: string, value: unknown, folder: string): NationAccess {
  const { api, clients } = (value ?? {}) as {
    api?: unknown;
    clients?: { system?: Partial<ClientCredentials> };
  };
  const client = clients?.system;
  if (typeof api !== 'string' || !client?.tokenUrl || !client.clientId || !client.privateKeyFile)
    throw new Error(`nation ${nation} needs api and clients.system {tokenUrl, clientId, privateKeyFile}`);
  const { tokenUrl, clientId, privateKeyFile } = client;
  return {
    nation,
    api: api.replace(/\/$/, ''),
    client: { ...client, tokenUrl, clientId, privateKeyFile: resolve(folder, privateKeyFile) },
  };
}
