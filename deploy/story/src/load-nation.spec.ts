import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeNation } from '../fake/fake-nation.js';
import { checkLine, type NumberedLine } from './check-line.js';
import { loadNation } from './load-nation.js';
import { exitCode, summaryTable } from './report.js';
import type { Waiting } from './retrying-fetch.js';
import type { StoryFile } from './story-file.js';

const START = new Date('2031-03-12T06:00:00Z');
const alert = { category: 'ARMS', action: 'INFORM', legalGround: 'WARRANT', expiresAt: '+P30D' };

function file(...lines: object[]): StoryFile {
  const checked = lines.map((line, index) => checkLine(Buffer.from(JSON.stringify(line)), index + 1));
  return { name: 'xa.ndjson', lines: checked.map((c) => (c as { line: NumberedLine }).line), findings: [] };
}

/** Time passes only by sleeping. */
class Sleeper implements Waiting {
  time = START.getTime();
  readonly slept: number[] = [];
  now = () => this.time;
  random = () => 1;
  sleep = async (milliseconds: number) => {
    this.slept.push(milliseconds);
    this.time += milliseconds;
  };
}

describe('loading a story into a nation', () => {
  let nation: FakeNation;
  let waiting: Sleeper;
  beforeEach(async () => {
    nation = await FakeNation.start();
    waiting = new Sleeper();
    waiting.time = Date.now();
  });
  afterEach(() => nation.stop());

  const load = (story: StoryFile, options = {}) =>
    loadNation(nation.access, story, { start: START, speed: Infinity, verify: false, waiting, ...options });

  const herd = file(
    { name: 'herd', do: 'issue', alert },
    { name: 'herd', do: 'update', alert: { ...alert, urgency: 'urgent' } },
    { name: 'herd', do: 'withdraw', reason: 'resolved' },
  );

  it('issues, updates and withdraws what one label names', async () => {
    const report = await load(herd);
    expect(report.results.map(({ outcome }) => outcome)).toEqual(['sent', 'updated', 'withdrawn']);
    expect([...nation.alerts.values()]).toMatchObject([
      { version: 3, state: 'withdrawn', alert: { urgency: 'urgent', expiresAt: '2031-04-11T06:00:00Z' } },
    ]);
    expect(exitCode([report])).toBe(0);
  });

  it('changes nothing when it runs again', async () => {
    await load(herd);
    const before = JSON.stringify([...nation.alerts]);
    const again = await load(herd);
    expect(again.results.map(({ outcome }) => outcome)).toEqual(['sent', 'already there', 'withdrawn']);
    expect(JSON.stringify([...nation.alerts])).toBe(before);
    expect(exitCode([again])).toBe(0);
  });

  it('completes a run that was cut off in the middle', async () => {
    await load({ ...herd, lines: herd.lines.slice(0, 2) });
    const report = await load(herd);
    expect(report.findings).toEqual([]);
    expect([...nation.alerts.values()]).toMatchObject([{ version: 3, state: 'withdrawn' }]);
  });

  it('repeats on 5xx, 429 and cut connections, and every effect happens once', async () => {
    nation.faults.push(
      { status: 503 },
      { status: 500 },
      'cut-after-work',
      null,
      'cut-after-work',
      null,
      null,
    );
    nation.faults.push({ status: 429, retryAfter: 7 });
    const report = await load(herd);
    expect(report.findings).toEqual([]);
    expect([...nation.alerts.values()]).toMatchObject([{ version: 3, state: 'withdrawn' }]);
    expect(waiting.slept).toEqual([250, 500, 1000, 250, 7000]);
  });

  it('reports a line that keeps failing and goes on with the next', async () => {
    nation.faults.push(...Array.from({ length: 4 }, () => ({ status: 500 })));
    const policy = { firstDelay: 100, longestDelay: 100, giveUpAfter: 350, attemptTimeout: 1000 };
    const two = file({ name: 'a', do: 'issue', alert }, { name: 'b', do: 'issue', alert });
    const report = await load(two, { policy });
    expect(report.results.map(({ outcome }) => outcome)).toEqual(['failed', 'sent']);
    expect(report.findings).toMatchObject([{ line: 1, rule: 'http-500' }]);
  });

  it('stops at a nation that nobody can reach, and says so', async () => {
    const access = { ...nation.access, api: 'http://127.0.0.1:1' };
    const policy = { firstDelay: 1, longestDelay: 1, giveUpAfter: 3, attemptTimeout: 1000 };
    const options = { start: START, speed: Infinity, verify: false, waiting, policy };
    const report = await loadNation(access, herd, options);
    expect(report).toMatchObject({ results: [], stopped: expect.stringContaining('no answer from') });
    expect(exitCode([report])).toBe(1);
  });

  it('stops when the token endpoint knows neither client nor key', async () => {
    const access = { ...nation.access, client: { ...nation.access.client, clientId: 'somebody' } };
    const report = await loadNation(access, herd, { start: START, speed: Infinity, verify: false, waiting });
    expect(report.stopped).toBe('no token for client somebody: invalid_client');
  });

  it('takes one token for many requests, a new one before it ends, and another when the API refuses it', async () => {
    await load(herd);
    expect(nation.tokensIssued).toBe(1);
    nation.oldestValidToken = 3;
    await load(herd);
    expect(nation.tokensIssued).toBe(3);
    const later = file(
      { at: '+PT0S', name: 'x', do: 'issue', alert },
      { at: '+PT5M', name: 'y', do: 'issue', alert },
    );
    await load(later, { speed: 1 });
    expect(nation.tokensIssued).toBe(5);
  });

  it('signs a new assertion for every attempt, as one may be used only once', async () => {
    nation.tokenFaults = 2;
    expect((await load(herd)).findings).toEqual([]);
    expect(nation.tokensIssued).toBe(1);
  });

  it('reports an update of what the story has withdrawn', async () => {
    const late = { name: 'herd', do: 'update', alert };
    const lines = [
      { name: 'herd', do: 'issue', alert },
      { name: 'herd', do: 'withdraw', reason: 'other' },
      late,
    ];
    for (const report of [await load(file(...lines)), await load(file(...lines))])
      expect(report.findings).toMatchObject([{ line: 3, rule: 'PSR_ALERT_WITHDRAWN' }]);
  });

  it('says line, field and rule of what the API refuses, and lets the good lines through', async () => {
    const report = await load(
      file(
        { name: 'a', do: 'issue', alert: { ...alert, action: 'DANCE' } },
        { ...alert, action: 'DANCE' },
        { name: 'a', do: 'withdraw', reason: 'resolved' },
        { name: 'b', do: 'issue', alert },
      ),
    );
    expect(report.findings).toEqual([
      { line: 1, field: '/alert/action', rule: 'is-in', message: 'no such action' },
      { line: 2, field: '/action', rule: 'is-in', message: 'no such action' },
      {
        line: 3,
        field: '/name',
        rule: 'name-unknown',
        message: 'no earlier line issued an alert of this name',
      },
    ]);
    expect(nation.alerts.size).toBe(1);
    expect(exitCode([report])).toBe(1);
  });

  it('counts a refusal the line expects as success, and its absence as a failure', async () => {
    const expectation = { rejected: 'ground-prohibited' };
    const report = await load(
      file(
        { name: 'a', do: 'issue', alert: { ...alert, legalGround: 'POLITICAL' }, expect: expectation },
        { name: 'b', do: 'issue', alert, expect: expectation },
      ),
    );
    expect(report.results.map(({ outcome }) => outcome)).toEqual(['rejected as expected', 'failed']);
    expect(report.findings).toMatchObject([{ line: 2, rule: 'rejection-expected' }]);
  });

  it('does not take an update the API finds invalid for one that was done before', async () => {
    const bad = { name: 'herd', do: 'update', alert: { ...alert, action: 'DANCE' } };
    const report = await load(file({ name: 'herd', do: 'issue', alert }, bad));
    expect(report.findings).toMatchObject([{ line: 2, field: '/alert/action' }]);
  });

  it('reports a label whose content changed since the last run', async () => {
    await load(file({ name: 'a', do: 'issue', alert }));
    const report = await load(file({ name: 'a', do: 'issue', alert: { ...alert, action: 'SEIZE' } }));
    expect(report.findings).toMatchObject([{ line: 1, rule: 'PSR_IDEMPOTENCY_CONFLICT' }]);
    expect(nation.alerts.size).toBe(1);
  });

  it('keeps the pace of the story when asked to, faster by the factor', async () => {
    const story = file(
      { at: '+PT0S', name: 'a', do: 'issue', alert },
      { at: '+PT10M', name: 'b', do: 'issue', alert },
    );
    await load(story, { speed: 60 });
    expect(waiting.slept).toEqual([10_000]);
  });

  it('compares the receipts with what the lines expect', async () => {
    const withheld = { partner: 'withheld', reason: 'handling' };
    nation.receipts.set('a-1', [{ kind: 'accepted' }, { kind: 'delivered' }]);
    nation.receipts.set('a-2', [{ kind: 'accepted' }, { kind: 'withheld', reason: 'never' }]);
    const report = await load(
      file(
        { name: 'a', do: 'issue', alert, expect: { partner: 'released' } },
        { name: 'b', do: 'issue', alert, expect: withheld },
      ),
      { verify: true },
    );
    expect(report.findings).toMatchObject([{ line: 2, field: '/expect', rule: 'outcome' }]);
    expect(exitCode([report])).toBe(1);
  });

  it('sums up in one row a nation', async () => {
    const report = await load(herd);
    report.findings.push({ line: 9, field: '', rule: 'json', message: 'is not JSON in UTF-8' });
    expect(summaryTable([report]).split('\n')[1]?.trim().split(/ +/)).toEqual([
      'XA',
      '1',
      '1',
      '1',
      '0',
      '0',
      '0',
      '1',
      '0',
    ]);
  });
});
