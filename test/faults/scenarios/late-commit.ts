import { createHash, randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { eventually, Machine, sandbox } from '../../e2e/support/sandbox.js';
import { Exchange, type Scenario } from '../stage.js';

const ALERTS = 20;

export const lateCommit: Scenario = {
  name: 'late-commit',
  title: 'a transaction takes its place in the outbox first and commits last',
  async play(stage) {
    const [nation] = stage.nations;
    const exchange = await Exchange.begin(stage);
    const url = new URL(sandbox().nations[nation]!.postgres);
    url.pathname = '/passerelle';
    const late = new Client({ connectionString: url.href });
    await late.connect();
    const id = randomUUID();
    try {
      await late.query('begin');
      await late.query(INSERT, [
        `${nation.toLowerCase()}.evidence.v1`,
        id,
        Buffer.from(evidence(id, nation)),
      ]);
      await exchange.traffic[0]!.burst(ALERTS, 'urgent', { atATime: 4 });
      await late.query('commit');
    } finally {
      await late.end();
    }
    const auditor = new Machine(nation, 'auditor');
    const digest = digestOf(id);
    await eventually(async () => {
      const history = await historyOf(auditor);
      return history.some((item) => item.digest === digest);
    }, 'the late record in the history');
    const accounts = await exchange.end();
    const found = (await historyOf(auditor)).filter((item) => item.digest === digest).length;
    const failures = found === 1 ? [] : [`the late record is in the history ${found} times`];
    return { accounts, figures: { overtaking: ALERTS }, failures };
  },
};

const historyOf = (auditor: Machine) => auditor.all<{ digest: string }>('auditor', '/v1/history');

const INSERT = `insert into national_node.outbox (destination, partition, key, value, headers)
                values ($1, 0, $2, $3, '{}')`;

const digestOf = (id: string): string => createHash('sha256').update(id).digest('base64url');

const evidence = (id: string, nation: string): string =>
  JSON.stringify({
    id,
    kind: 'expired',
    at: new Date().toISOString(),
    nation,
    actor: 'national-node',
    alertId: id,
    digest: digestOf(id),
  });
