import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '@passerelle/testing';

type Version = [number, number] | null;
type Check = (
  versions: { node: Version; java: Version; maven: Version },
  installs: Record<string, string>,
) => string[];

const INSTALLS = { node: 'install-node', java: 'install-java', maven: 'install-maven' };

describe('prerequisites', () => {
  let missing: Check;

  beforeAll(async () => {
    const script = pathToFileURL(join(repositoryRoot(), 'deploy', 'prerequisites.mjs'));
    missing = ((await import(script.href)) as { missingPrerequisites: Check }).missingPrerequisites;
  });

  it('asks for nothing on a machine that has all of them', () => {
    expect(missing({ node: [20, 19], java: [17, 0], maven: [3, 8] }, INSTALLS)).toEqual([]);
    expect(missing({ node: [24, 1], java: [25, 0], maven: [4, 0] }, INSTALLS)).toEqual([]);
  });

  it('names each missing one with the command that installs it', () => {
    expect(missing({ node: [20, 19], java: null, maven: null }, INSTALLS)).toEqual([
      'Java 17 or later is missing: install-java',
      'Maven 3 or later is missing: install-maven',
    ]);
  });

  it('names each that is too old', () => {
    expect(missing({ node: [20, 18], java: [11, 0], maven: [3, 8] }, INSTALLS)).toEqual([
      'Node.js 20.18 is too old, 20.19 or later is needed: install-node',
      'Java 11.0 is too old, 17 or later is needed: install-java',
    ]);
  });
});
