import { readFile as read } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type NationEntry, sandbox } from '../../e2e/support/sandbox.js';
import { launchAt } from './launch.js';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
/** WCAG 2.2 AA and below. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** In words that `#listen` looks for; not every violation is written to the console by itself. */
const TELL_VIOLATIONS = `addEventListener('securitypolicyviolation', (event) =>
  console.error('content security policy: ' + event.violatedDirective + ' ' + event.blockedURI))`;

export type Language = 'fr' | 'ar' | 'en';
export interface PageOptions {
  language?: Language;
  width?: number;
  height?: number;
  /** Of the browser's operating system. */
  dark?: boolean;
}

/** Only ends what hangs: nothing here asserts a duration. */
const PATIENCE_MS = 60_000;

export interface SandboxUser {
  role: string;
  username: string;
  password: string;
  roles: string[];
  name: string;
  post?: string;
}

export function userOf(nation: NationEntry, username: string): SandboxUser {
  const user = (nation.users as SandboxUser[]).find((known) => known.username === username);
  if (user === undefined) throw new Error(`the sandbox has no user ${username}`);
  return user;
}

/** One officer at one browser: a profile of its own, and what that browser complained about. */
export class OfficerPage {
  /** Violations of the Content-Security-Policy, and scripts that failed. */
  readonly complaints: string[] = [];

  private constructor(
    readonly nation: string,
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  static async open(browser: Browser, nation: string, options: PageOptions = {}): Promise<OfficerPage> {
    const { language = 'fr', width = 1024, height = 768, dark = false } = options;
    const context = await browser.newContext({
      locale: language,
      viewport: { width, height },
      colorScheme: dark ? 'dark' : 'light',
      baseURL: sandbox().nations[nation]!.console,
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const officer = new OfficerPage(nation, context, await context.newPage());
    await officer.#listen();
    return officer;
  }

  /** At a browser that keeps its profile in a folder. */
  static async openAt(profile: string, nation: string): Promise<OfficerPage> {
    const context = await launchAt(profile, { locale: 'fr', baseURL: sandbox().nations[nation]!.console });
    return new OfficerPage(nation, context, context.pages()[0] ?? (await context.newPage()));
  }

  get entry(): NationEntry {
    return sandbox().nations[this.nation]!;
  }

  /** Through the provider's own form, and back to `path`. */
  async signIn(username: string, path = '/'): Promise<void> {
    await this.page.goto(`/session/sign-in?return=${encodeURIComponent(path)}`);
    await this.fillForm(username, this.passwordOf(username));
    await this.page.waitForURL((url) => url.origin === this.entry.console);
  }

  passwordOf(username: string): string {
    return userOf(this.entry, username).password;
  }

  /** The provider's form, in this page or another of the same browser. */
  async fillForm(username: string, password: string, page = this.page): Promise<void> {
    await page.locator('input[name="username"]').fill(username);
    await page.locator('input[name="password"]').fill(password);
    await page.locator('form button').click();
  }

  /** What axe finds, one line for each rule and element. */
  async accessibilityProblems(): Promise<string[]> {
    // Playwright evaluates in the page's main world without regard to its Content-Security-Policy.
    if (!(await this.page.evaluate<boolean>('"axe" in window')))
      await this.page.evaluate(await read(AXE, 'utf8'));
    // What is in order need not be described: that is half of the work.
    const options = JSON.stringify({ runOnly: RULES, resultTypes: ['violations'] });
    const { violations } = await this.page.evaluate<{
      violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[];
    }>(`axe.run(document, ${options})`);
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
    );
  }

  async close(): Promise<void> {
    await this.context.close();
  }

  async #listen(): Promise<void> {
    this.page.on('pageerror', (error) => this.complaints.push(`script: ${error.message}`));
    this.page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) this.complaints.push(message.text());
    });
    await this.context.addInitScript({ content: TELL_VIOLATIONS });
  }
}
