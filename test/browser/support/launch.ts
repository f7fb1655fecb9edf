import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core';
import { fontConfiguration } from './fonts.js';
import { headlessChromium } from './headless.mjs';

/** A browser of the machine, with a window, in place of the headless one. */
export interface Window {
  executablePath: string;
}

/** Stands on a port of this machine in the place of a service. */
export interface Detour {
  /** The service's own address. */
  target: { host: string };
  port: number;
}

export interface LaunchedBrowser {
  browser: Browser;
  close: () => Promise<void>;
}

/**
 * A headless Chromium from npm. With a detour, everything the browser sends to its target goes through it,
 * although the address in the page stays the same.
 */
export async function launchChromium(detour?: Detour, window?: Window): Promise<LaunchedBrowser> {
  const folder = mkdtempSync(join(tmpdir(), 'passerelle-browser-'));
  const rules = detour ? [`--host-resolver-rules=MAP ${detour.target.host} 127.0.0.1:${detour.port}`] : [];
  const { executablePath, args } = window ? { ...window, args: [] } : await headlessChromium();
  const browser = await chromium.launch({
    executablePath,
    args: [...args, ...rules],
    env: { ...process.env, FONTCONFIG_FILE: fontConfiguration(folder) },
    headless: window === undefined,
  });
  const close = async (): Promise<void> => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { browser, close };
}

/** A headless Chromium that keeps its profile in a folder, as an officer's does. */
export async function launchAt(profile: string, options: BrowserContextOptions): Promise<BrowserContext> {
  return chromium.launchPersistentContext(profile, { ...options, ...(await headlessChromium()) });
}
