import { describe, expect, it } from '@jest/globals';
import { exportFile, readExport } from './export-file.js';
import type { Item } from './outbox-item.js';

const NOW = new Date('2031-03-12T06:00:00Z');
const request = (method: string, path: string) =>
  ({
    id: 'key-1',
    kind: 'sighting',
    method,
    path,
    body: {},
    label: 'a sighting',
    subject: 's',
    urgent: false,
  }) as unknown as Item;

async function imported(item: Item, owner = 'post1') {
  const { text, code } = await exportFile('post1', [item], NOW);
  return readExport(text, code, owner);
}

describe('a file of unsent work', () => {
  it.each([
    ['POST', '/v1/notifications/0f6e8d2c-1111-4111-8111-111111111111/sighting'],
    ['POST', '/v1/mutes'],
    ['POST', '/api/v1/alerts'],
    ['PUT', '/api/v1/alerts/0f6e8d2c-1111-4111-8111-111111111111'],
    ['POST', '/api/v1/alerts/0f6e8d2c-1111-4111-8111-111111111111/withdrawal'],
  ])('gives back %s %s under its own key', async (method, path) => {
    expect(await imported(request(method, path))).toMatchObject({ entries: [{ id: 'key-1', method, path }] });
  });

  it.each([
    ['POST', '/session/sign-out'],
    ['DELETE', '/api/v1/alerts/0f6e8d2c-1111-4111-8111-111111111111'],
    ['POST', '//elsewhere.example/v1/mutes'],
    ['POST', 'https://elsewhere.example/v1/mutes'],
    ['POST', '/v1/notifications/../../session/sign-out'],
    ['POST', '/auditor/v1/history'],
  ])('is refused whole when it holds %s %s', async (method, path) => {
    expect(await imported(request(method, path))).toEqual({ refused: 'not-an-export' });
  });

  it("is not taken by another officer's session", async () => {
    expect(await imported(request('POST', '/v1/mutes'), 'desk1')).toEqual({ refused: 'other-officer' });
  });
});
