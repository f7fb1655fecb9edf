import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { launchChromium, type LaunchedBrowser } from './launch.js';
import { OfficerPage, type PageOptions } from './officer-page.js';

/** Sits an officer down at the browser of the suite. */
export type SitDown = (nation: string, options?: PageOptions) => Promise<OfficerPage>;

/** One browser for the suite that calls this; whoever sat down in a test leaves at the end of it. */
export function officersOfSuite(): SitDown {
  let launched: LaunchedBrowser;
  const seated: OfficerPage[] = [];
  beforeAll(async () => {
    launched = await launchChromium();
  });
  afterEach(async () => {
    for (const officer of seated.splice(0)) await officer.close();
  });
  afterAll(async () => {
    await launched?.close();
  });
  return async (nation, options) => {
    const officer = await OfficerPage.open(launched.browser, nation, options);
    seated.push(officer);
    return officer;
  };
}
