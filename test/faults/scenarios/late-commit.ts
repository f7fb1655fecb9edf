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
      await exchange.traffic[0]!.burst(ALERTS, 'urgent', 4);
      await late.query('commit');
    } finally {
      await late.end();
    }
    const auditor = new Machine(nation, 'auditor');
    const digest = digestOf(id);
    const found = await eventually(async () => {
      const history = await auditor.all<{ digest: string }>('auditor', '/v1/history');
      return history.filter((item) => item.digest === digest);
    }, 'the late record in the history').catch(() => []);
    const failures = found.length === 1 ? [] : [`the late record is in the history ${found.length} times`];
    return { accounts: await exchange.end(), figures: { overtaking: ALERTS }, failures };
  },
};

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
