import { readFile } from 'node:fs/promises';
import type { OfficerAccess } from './officer.js';

interface Sandbox {
  nations?: Record<string, { desk?: string; users?: { username: string; password: string }[] }>;
}

/** The demonstration officers of a `sandbox.json`, by nation and user name. */
export async function sandboxOfficers(
  path: string,
): Promise<(nation: string, username: string) => OfficerAccess | null> {
  const { nations = {} } = JSON.parse(await readFile(path, 'utf8')) as Sandbox;
  return (nation, username) => {
    const { desk, users = [] } = nations[nation] ?? {};
    const user = users.find((candidate) => candidate.username === username);
    return desk === undefined || user === undefined ? null : { desk, username, password: user.password };
  };
}
