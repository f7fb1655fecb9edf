import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { eventually, nationCodes, sandbox } from '../e2e/support/sandbox.js';
import { describeInBrowser, launchChromium, type LaunchedBrowser } from './support/chromium.js';
import { OfficerPage } from './support/officer-page.js';

const [here] = nationCodes();

/** Stands before the desk and serves, from a moment on, a console that is newer by one comment. */
class NewerConsole {
  isNewer = false;
  readonly target = new URL(sandbox().nations[here]!.console);
  readonly #server: Server = createServer((incoming, outgoing) => {
    const { method, headers, url: path } = incoming;
    const isWorker = path === '/worker.js';
    const { 'accept-encoding': _, 'if-none-match': __, ...plain } = headers;
    const { hostname: host, port } = this.target;
    const onward = request({ host, port, method, path, headers: isWorker ? plain : headers }, (answer) => {
      const { 'content-length': ___, etag: ____, ...others } = answer.headers;
      outgoing.writeHead(answer.statusCode ?? 502, isWorker ? others : answer.headers);
      answer.pipe(outgoing, { end: false });
      answer.on('end', () => outgoing.end(isWorker && this.isNewer ? '// newer' : ''));
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

await describeInBrowser('a newer console', () => {
  const newer = new NewerConsole();
  let launched: LaunchedBrowser;
  let officer: OfficerPage;
  beforeAll(async () => {
    await newer.start();
    launched = await launchChromium(newer);
  });
  beforeEach(async () => {
    newer.isNewer = false;
    officer = await OfficerPage.open(launched.browser, here);
    await officer.signIn('desk1', '/write');
    await officer.page.evaluate('navigator.serviceWorker.ready.then(() => true)');
    await officer.page.reload();
    await officer.page.locator('.tile').first().waitFor();
    await officer.page.evaluate('window.sameDocument = true');
  });
  afterEach(async () => {
    await officer?.close();
  });
  afterAll(async () => {
    await launched?.close();
    newer.stop();
  });

  const isSame = (): Promise<boolean> => officer.page.evaluate<boolean>('window.sameDocument === true');

  it('takes over by itself where nothing is being done', async () => {
    await arrives(officer.page, newer);
    await eventually(async () => !(await isSame()), 'the page under the newer console');
    await officer.page.locator('.tile').first().waitFor();
  });

  it('waits while a form is open in any tab, and takes over when it is done', async () => {
    const { page, context } = officer;
    const other = await context.newPage();
    await other.goto('/write');
    await other.locator('.tile').first().click();
    await other.locator('.send button').waitFor();

    await arrives(page, newer);
    await eventually(() => page.evaluate<boolean>(IS_WAITING), 'the newer console, waiting');
    await page.waitForTimeout(2_000);
    expect(await isSame()).toBe(true);
    expect(await other.locator('.send button').isVisible()).toBe(true);

    await other.locator('.write-form select').first().selectOption({ index: 1 });
    other.once('dialog', (dialog) => void dialog.accept());
    await other.getByRole('button', { name: 'Jeter le brouillon' }).click();
    await eventually(async () => !(await isSame()), 'the page under the newer console');
  });
});

const IS_WAITING = `navigator.serviceWorker.getRegistration().then((kept) => kept.waiting !== null)`;

/** The browser looks for a newer console, as it does every half hour, and has it. */
async function arrives(page: Page, newer: NewerConsole): Promise<void> {
  newer.isNewer = true;
  await page
    .evaluate(`navigator.serviceWorker.getRegistration().then((kept) => kept.update())`)
    .catch(() => undefined);
}
