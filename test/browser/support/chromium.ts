import { describe } from '@jest/globals';
import { launchChromium } from './launch.js';

export { launchChromium, type LaunchedBrowser } from './launch.js';

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
