import { describe, expect, it } from '@jest/globals';
import { checkLine } from './check-line.js';

const check = (line: unknown) =>
  checkLine(Buffer.from(typeof line === 'string' ? line : JSON.stringify(line)), 7);
const issue = { at: '+PT1M', name: 'herd-1', do: 'issue', alert: {} };

describe('a line of a story', () => {
  it.each([
    [issue],
    [
      {
        ...issue,
        do: 'update',
        note: 'a better count',
        expect: { partner: 'released', withheldGroups: ['source'] },
      },
    ],
    [{ name: 'herd-1', do: 'withdraw', reason: 'resolved' }],
  ])('accepts %j', (line) => {
    expect(check(line)).toMatchObject({ ok: true, line: { number: 7, bare: false } });
  });

  it('takes an object without any instruction for an alert to issue, named by its line', () => {
    expect(check({ category: 'ARMS' })).toEqual({
      ok: true,
      line: {
        number: 7,
        bare: true,
        instruction: { do: 'issue', name: 'line-7', alert: { category: 'ARMS' } },
      },
    });
  });

  it('hands the alert on as it was written', () => {
    const alert = { person: { names: [{ full: 'سيدي ولد تامران' }] }, place: { lat: 15.6 }, phrases: ['a'] };
    expect(check({ ...issue, alert })).toMatchObject({ line: { instruction: { alert } } });
  });

  it.each([
    ['{"name":"x', '', 'json'],
    ['[1]', '', 'is-object'],
    ['null', '', 'is-object'],
    [{ ...issue, do: 'explode' }, '/do', 'unknown-instruction'],
    [{ ...issue, do: undefined }, '/do', 'unknown-instruction'],
    [{ ...issue, do: 'toString' }, '/do', 'unknown-instruction'],
    [{ ...issue, alert: undefined }, '/alert', 'required'],
    [{ ...issue, alert: [] }, '/alert', 'is-object'],
    [{ ...issue, at: '12 minutes' }, '/at', 'matches'],
    [{ ...issue, at: null }, '/at', 'matches'],
    [{ ...issue, name: 'Sidi Ould Tamrane' }, '/name', 'matches'],
    [{ ...issue, reason: 'resolved' }, '/reason', 'unknown-member'],
    [{ ...issue, 'a/b': 1 }, '/a~1b', 'unknown-member'],
    [{ ...issue, expect: { partner: 'maybe' } }, '/expect/partner', 'is-in'],
    [{ ...issue, expect: { colour: 'red' } }, '/expect/colour', 'unknown-member'],
    [{ name: 'a', do: 'withdraw' }, '/reason', 'required'],
    [{ name: 'a', do: 'withdraw', reason: 'expired' }, '/reason', 'is-in'],
  ])('refuses %j, naming field and rule', (line, field, rule) => {
    expect(check(line)).toMatchObject({ ok: false, findings: [{ line: 7, field, rule }] });
  });

  it('names every broken field of a line', () => {
    const checked = check({ do: 'issue', at: 'x', alert: 1 });
    expect(checked.ok ? [] : checked.findings.map(({ field }) => field).sort()).toEqual([
      '/alert',
      '/at',
      '/name',
    ]);
  });

  it('refuses bytes that are not UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xe9]), Buffer.from('"}')]);
    expect(checkLine(bytes, 1)).toMatchObject({ ok: false, findings: [{ rule: 'json' }] });
  });

  it('never repeats a value of the line in a finding', () => {
    const secret = 'Oumou Farakoli';
    const lines = [
      `{"name":"${secret}`,
      { ...issue, name: secret },
      { ...issue, expect: { partner: secret } },
    ];
    for (const line of lines) expect(JSON.stringify(check(line))).not.toContain('Farakoli');
  });
});
