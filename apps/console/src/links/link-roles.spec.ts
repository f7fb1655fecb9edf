import { describe, expect, it } from '@jest/globals';
import { OFFICERS } from '@passerelle/exchange-model';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LINK_MENDERS, LINK_READERS } from './link-roles.js';

const { paths } = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../../national-node/openapi.json', import.meta.url)), 'utf8'),
) as { paths: Record<string, Record<string, { 'x-roles': string[] }>> };
/** The officers among those whom the node lets. */
const officersOf = (path: string, method: string): string[] =>
  OFFICERS.filter((role) => paths[path]![method]!['x-roles'].includes(role));

describe('the links with partners', () => {
  it('are shown to whom the national node lets read them', () => {
    expect(LINK_READERS).toEqual(officersOf('/v1/links', 'get'));
  });

  it.each(['reconciliations', 'synchronisations'])(
    'offer to begin %s to whom the national node lets',
    (what) => {
      expect(LINK_MENDERS).toEqual(officersOf(`/v1/links/{partner}/${what}`, 'post'));
    },
  );
});
