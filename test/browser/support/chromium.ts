import { describe } from '@jest/globals';
import sparticuz from '@sparticuz/chromium';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { fontConfiguration } from './fonts.js';
import type { Link } from './link.js';

export interface LaunchedBrowser {
  browser: Browser;
  close: () => Promise<void>;
}

/**
 * A headless Chromium from npm. With a link, everything the browser sends to the link's target goes through it,
 * although the address in the page stays the same.
 */
export async function launchChromium(link?: Link): Promise<LaunchedBrowser> {
  const folder = mkdtempSync(join(tmpdir(), 'passerelle-browser-'));
  const detour =
    link === undefined ? [] : [`--host-resolver-rules=MAP ${link.target.host} 127.0.0.1:${link.port}`];
  const browser = await chromium.launch({
    executablePath: await sparticuz.executablePath(),
    args: [...sparticuz.args.filter((flag) => !UNWANTED.test(flag)), '--no-sandbox', ...detour],
    env: { ...process.env, FONTCONFIG_FILE: fontConfiguration(folder) },
    headless: true,
  });
  const close = async (): Promise<void> => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { browser, close };
}

/** What the package sets for servers and what would make a test see another browser than officers have. */
const UNWANTED = /^--(disable-web-security|single-process|no-zygote|allow-running-insecure-content|headless)/;

/** A suite that needs a browser; where none can be started it is skipped, by name and with the reason. */
export async function describeInBrowser(title: string, suite: () => void): Promise<void> {
  const reason = await whyNoBrowser();
  if (reason === null) describe(title, suite);
  else describe.skip(`${title} (skipped: no Chromium could be started: ${reason})`, suite);
}

async function whyNoBrowser(): Promise<string | null> {
  try {
    const { close } = await launchChromium();
    await close();
    return null;
  } catch (error) {
    return String(error).split('\n')[0] ?? 'unknown';
  }
}
