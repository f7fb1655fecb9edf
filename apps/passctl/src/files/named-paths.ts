import { InvalidArgumentError } from 'commander';

/** Collects repeated options of the form `MR=path`, each nation once. */
export function namedPath(value: string, before: Map<string, string> = new Map()): Map<string, string> {
  const [, nation, path] = /^([A-Z]{2})=(.+)$/.exec(value) ?? [];
  if (!nation || !path)
    throw new InvalidArgumentError('Expected NATION=path, such as MR=authority.jwk.json.');
  if (before.has(nation)) throw new InvalidArgumentError(`${nation} is given twice.`);
  return new Map([...before, [nation, path]]);
}

export function nationCode(value: string): string {
  if (!/^[A-Z]{2}$/.test(value)) throw new InvalidArgumentError('Expected a nation code, such as MR.');
  return value;
}

/** Collects repeated codes. */
export const nationCodes = (code: string, before: string[] = []): string[] => [...before, nationCode(code)];
