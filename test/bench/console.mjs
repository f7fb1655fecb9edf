/**
 * The console on a bad line: how long until an officer can work, beside a bare page of the same bytes on the same line
 * in the same run; and how long an alert takes from the partner's API to this screen, beside the bare event stream.
 * Medians with spread. Needs a running sandbox (npm start); measures, asserts nothing.
 */
import { createServer } from 'node:http';
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { headlessChromium } from '../browser/support/headless.mjs';
import { EventStream } from './event-stream.mjs';
import { median, percentile, spread } from './figures.mjs';
import { close, issue } from './machine.mjs';

/** Downlink in kbit/s, round trip in ms: EDGE, a good EDGE cell, VSAT. */
const LINES = [
  { name: '50 kbit/s, 800 ms', kilobits: 50, latency: 800, runs: 3 },
  { name: '240 kbit/s, 400 ms', kilobits: 240, latency: 400, runs: 5 },
  { name: '400 kbit/s, 650 ms', kilobits: 400, latency: 650, runs: 5 },
];
/** A cheap phone of a post beside the machine this runs on. */
const CPU_SLOWDOWN = 6;
const ALERTS = 20;
const INTERACTIONS = 30;
/** The first row of the queue is there: an officer can open it. */
const USABLE = 'a.row';
const BARE = '[data-ready]';

export async function benchConsole(sandbox, report) {
  const [sender, receiver] = Object.keys(sandbox.nations);
  const browser = await chromium.launch(await headlessChromium());
  try {
    const nation = sandbox.nations[receiver];
    const state = await signedIn(browser, nation, 'desk1');
    const figures = { lines: [] };
    const bytes = await coldBytes(browser, nation, state);
    const floor = await bareSite(bytes);
    for (const line of LINES) {
      report(`console on ${line.name}, processor ${CPU_SLOWDOWN} times slower …`);
      figures.lines.push(await onLine(browser, nation, state, floor.url, line));
    }
    floor.close();
    figures.bytes = bytes;
    report('a warm start without any network …');
    figures.warm = await warm(browser, nation, state);
    report(`answers to ${INTERACTIONS} keys …`);
    figures.interaction = await interactions(browser, nation, state);
    report(`${ALERTS} urgent alerts from ${sender} to a screen in ${receiver} …`);
    figures.alert = await alertToScreen(browser, sandbox, sender, receiver, state);
    return figures;
  } finally {
    await browser.close();
  }
}

async function signedIn(browser, nation, username) {
  const { password } = nation.users.find((user) => user.username === username);
  const context = await browser.newContext({ locale: 'fr' });
  const page = await context.newPage();
  await page.goto(`${nation.console}/session/sign-in?return=/watch`);
  await page.fill('input[name=username]', username);
  await page.fill('input[name=password]', password);
  await page.click('button');
  await page.waitForSelector(USABLE);
  const state = await context.storageState();
  await context.close();
  return state;
}

/** What a first visit transfers, headers apart, in bytes on the wire by type. */
async function coldBytes(browser, nation, state) {
  const context = await browser.newContext({ locale: 'fr', storageState: state, serviceWorkers: 'block' });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  const types = new Map();
  const bytes = { Document: 0, Script: 0, Stylesheet: 0, Other: 0 };
  session.on('Network.responseReceived', ({ requestId, type }) => types.set(requestId, type));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const type = types.get(requestId);
    bytes[type in bytes ? type : 'Other'] += encodedDataLength;
  });
  await page.goto(`${nation.console}/watch`);
  await page.waitForSelector(USABLE);
  await pause(1_000);
  await context.close();
  return bytes;
}

/** A page, a style sheet and a script of the same number of bytes, and nothing to do: what the line itself costs. */
async function bareSite({ Script, Stylesheet }) {
  const filler = (length) => randomBytes(Math.max(1, length >> 1)).toString('hex');
  const files = {
    '/': [
      'text/html',
      '<!doctype html><link rel=stylesheet href=/s.css><script type=module src=/s.js></script>',
    ],
    '/s.css': ['text/css', `/*${filler(Stylesheet)}*/`],
    '/s.js': [
      'text/javascript',
      `/*${filler(Script)}*/document.body.append('ready');document.body.dataset.ready=''`,
    ],
  };
  const server = createServer((request, response) => {
    const [type, body] = files[request.url] ?? ['text/plain', ''];
    response.writeHead(body ? 200 : 404, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

async function onLine(browser, nation, state, floorUrl, line) {
  const floor = [];
  const usable = [];
  const painted = [];
  for (let run = 0; run < line.runs; run += 1) {
    floor.push((await visit(browser, floorUrl, undefined, BARE, line)).usable);
    const seen = await visit(browser, `${nation.console}/watch`, state, USABLE, line);
    usable.push(seen.usable);
    painted.push(seen.painted);
  }
  return {
    line: line.name,
    usable: spread(usable),
    largestPaint: spread(painted),
    floor: spread(floor),
    ratio: median(usable) / median(floor),
  };
}

async function visit(browser, url, state, usableWhen, { kilobits, latency }) {
  const context = await browser.newContext({ locale: 'fr', storageState: state, serviceWorkers: 'block' });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  const bytesASecond = (kilobits * 1000) / 8;
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency,
    downloadThroughput: bytesASecond,
    uploadThroughput: bytesASecond,
  });
  await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
  const started = performance.now();
  await page.goto(url, { waitUntil: 'commit', timeout: 180_000 });
  await page.waitForSelector(usableWhen, { state: 'attached', timeout: 180_000 });
  const usable = performance.now() - started;
  const painted = await page.evaluate(
    () =>
      new Promise((resolve) => {
        new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime)).observe({
          type: 'largest-contentful-paint',
          buffered: true,
        });
        setTimeout(() => resolve(Number.NaN), 5_000);
      }),
  );
  await context.close();
  return { usable, painted };
}

/** The worker and the vault have seen one visit; then the line is gone. */
async function warm(browser, nation, state) {
  const context = await browser.newContext({ locale: 'fr', storageState: state });
  const page = await context.newPage();
  await page.goto(`${nation.console}/watch`);
  await page.waitForSelector(USABLE);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await pause(3_000);
  await context.setOffline(true);
  const usable = [];
  for (let run = 0; run < 5; run += 1) {
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
    const started = performance.now();
    await page.reload({ waitUntil: 'commit' });
    await page.waitForSelector(USABLE);
    usable.push(performance.now() - started);
    await session.detach();
  }
  await context.close();
  return { usable: spread(usable) };
}

/** From a key to the next frame, as the browser's own event timing has it (8 ms steps). */
async function interactions(browser, nation, state) {
  const context = await browser.newContext({ locale: 'fr', storageState: state });
  const page = await context.newPage();
  await page.goto(`${nation.console}/watch`);
  await page.waitForSelector(USABLE);
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
  await page.evaluate(() => {
    globalThis.durations = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) globalThis.durations.push(duration);
    }).observe({ type: 'event', durationThreshold: 16 });
  });
  for (let key = 0; key < INTERACTIONS; key += 1) {
    await page.keyboard.press(key % 2 === 0 ? 'F2' : 'Escape');
    await pause(250);
  }
  const durations = await page.evaluate(() => globalThis.durations);
  await context.close();
  return { p95: percentile(durations, 0.95), slowest: Math.max(0, ...durations), seen: durations.length };
}

async function alertToScreen(browser, sandbox, sender, receiver, state) {
  const nation = sandbox.nations[receiver];
  const context = await browser.newContext({ locale: 'fr', storageState: state });
  const page = await context.newPage();
  await page.goto(`${nation.console}/watch`);
  await page.waitForSelector(USABLE);
  await page.evaluate(() => {
    globalThis.seen = {};
    const note = () => {
      for (const row of document.querySelectorAll('a.row'))
        globalThis.seen[row.pathname.split('/').at(-1)] ??= Date.now();
    };
    new MutationObserver(note).observe(document.body, { subtree: true, childList: true, attributes: true });
  });
  const stream = await EventStream.open(sandbox, receiver);
  const [screen, bare] = [[], []];
  for (let index = 0; index < ALERTS; index += 1) {
    const started = Date.now();
    const alertId = await issue(sandbox, sender, `bench-${started}-${index}`);
    const { at, data } = await stream.next((event) => event.originAlertId === alertId);
    bare.push(at - started);
    const shown = await page.waitForFunction((id) => globalThis.seen[id], data.notificationId, {
      polling: 20,
    });
    screen.push((await shown.jsonValue()) - started);
    await close(sandbox, receiver, data.notificationId);
  }
  stream.close();
  await context.close();
  return { screen: spread(screen), stream: spread(bare), ratio: median(screen) / median(bare) };
}
