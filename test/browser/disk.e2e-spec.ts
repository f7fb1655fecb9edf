import { expect, it } from '@jest/globals';
import { createDecipheriv } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { nationCodes } from '../e2e/support/sandbox.js';
import { describeInBrowser } from './support/chromium.js';
import { OfficerPage } from './support/officer-page.js';

const [here] = nationCodes();
const TAG_BYTES = 16;
const KEY_BYTES = 32;

interface Sealed {
  place: string;
  iv: number[];
  bytes: number[];
}

await describeInBrowser('who takes the disk of a browser', () => {
  it('reads nothing that was typed, and no key once the officer has signed out', async () => {
    const profile = mkdtempSync(join(tmpdir(), 'passerelle-profile-'));
    try {
      const officer = await OfficerPage.openAt(profile, here);
      const { page } = officer;
      const password = officer.passwordOf('desk2');
      await officer.signIn('desk2', '/write');
      await page.getByRole('button', { name: 'Véhicule volé' }).click();
      await page.getByLabel('Plaque', { exact: true }).fill('ZQ-417-PLANTED');
      const draft = await sealedDraft(page);
      await page.getByRole('button', { name: 'Se déconnecter' }).first().click();
      await page.getByRole('link', { name: 'Se connecter' }).waitFor();
      await officer.close();

      const disk = filesOf(profile).map((file) => readFileSync(file));
      const found = (text: string): boolean =>
        disk.some((bytes) => bytes.includes(text) || bytes.includes(Buffer.from(text, 'utf16le')));
      expect([found('ZQ-417-PLANTED'), found(password)]).toEqual([false, false]);
      // The sealed draft itself is still found: a database keeps what was deleted from it.
      expect(disk.some((bytes) => bytes.includes(Buffer.from(draft.bytes)))).toBe(true);
      expect(disk.some((bytes) => holdsKeyOf(bytes, draft))).toBe(false);
    } finally {
      rmSync(profile, { recursive: true, force: true });
    }
  });
});

/** The draft as it lies in the console's database, once it is there. */
function sealedDraft(page: Page): Promise<Sealed> {
  return page.evaluate<Sealed>(`(async () => {
    const result = (request) =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await result(indexedDB.open('passerelle'));
    for (;;) {
      const records = database.transaction('sealed').objectStore('sealed');
      const key = (await result(records.getAllKeys())).find(([, place]) => place.startsWith('draft/'));
      if (key) {
        const { iv, bytes } = await result(records.get(key));
        database.close();
        return { place: key[1], iv: [...iv], bytes: [...new Uint8Array(bytes)] };
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })()`);
}

/** Tries every place in the file: a key that scripts can not read stands there in the clear all the same. */
function holdsKeyOf(file: Buffer, { place, iv, bytes }: Sealed): boolean {
  const sealed = Buffer.from(bytes);
  const opens = (key: Buffer): boolean => {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv));
    decipher.setAAD(Buffer.from(place)).setAuthTag(sealed.subarray(-TAG_BYTES));
    decipher.update(sealed.subarray(0, -TAG_BYTES));
    try {
      decipher.final();
      return true;
    } catch {
      return false;
    }
  };
  for (let at = 0; at + KEY_BYTES <= file.length; at += 1) {
    if (opens(file.subarray(at, at + KEY_BYTES))) return true;
  }
  return false;
}

/** Where a page keeps what it stores; the browser's own files are many and large. */
function filesOf(profile: string): string[] {
  const STORED = /IndexedDB|WebStorage|Storage|Service Worker|Sessions|Web Data|History|Cookies|Preferences/;
  return readdirSync(profile, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => STORED.test(file));
}
