import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { runSql } from '@passerelle/testing';
import { type Machine, sandbox } from './sandbox.js';

const PASSCTL = fileURLToPath(new URL('../../../dist/apps/passctl/src/main.js', import.meta.url));
const SERVICES = {
  'national-node': ['national_node', 'national_node_vault'],
  'duty-desk': ['duty_desk'],
  auditor: ['auditor'],
} as const;
const DATABASES = ['passerelle', 'vault'] as const;

/** A nation's databases, as its operator backs them up and restores them. */
export class RestorableNation {
  constructor(
    private readonly machine: Machine,
    private readonly partner: string,
  ) {}

  backUp(): Promise<void> {
    return this.withoutServices(async () => {
      for (const name of DATABASES) await this.#sql(`create database backup_${name} template ${name}`);
    });
  }

  /** The databases go back, and nobody says so. */
  goBack(): Promise<void> {
    return this.withoutServices(async () => {
      for (const name of DATABASES) {
        await this.#sql(`drop database ${name} with (force)`);
        await this.#sql(`alter database backup_${name} rename to ${name}`);
      }
    });
  }

  /** What an operator says then; what passctl printed, service by service. */
  async declareRestored(): Promise<string[]> {
    const said: string[] = [];
    await this.withoutServices(async () => {
      for (const service of Object.keys(SERVICES)) said.push(await this.restored(service));
    });
    return said;
  }

  /** `passctl database restored` for one service, with the administrator's certificate and the migrations' login. */
  async restored(service: string): Promise<string> {
    const { nation, entry } = this.machine;
    const { brokers, ca, cert, key } = entry.kafka;
    const args = [
      'database',
      'restored',
      '--nation',
      nation,
      '--partner',
      this.partner,
      '--service',
      service,
    ];
    const env = {
      PATH: process.env['PATH'],
      KAFKA_BROKERS: brokers.join(','),
      KAFKA_CA_FILE: ca,
      KAFKA_CERT_FILE: cert,
      KAFKA_KEY_FILE: key,
      DATABASE_OWNER_URL: this.ownerUrl(`${service.replace('-', '_')}_owner`),
    };
    return (await promisify(execFile)(process.execPath, [PASSCTL, ...args], { env })).stdout;
  }

  /** Services that are stopped: their processes are ended, and what the supervisor starts finds no database. */
  async withoutServices(work: () => Promise<void>): Promise<void> {
    const logins = Object.values(SERVICES).flat();
    for (const login of logins) await this.#sql(`alter role ${login} nologin`);
    await this.#sql(
      `select pg_terminate_backend(pid) from pg_stat_activity where usename = any('{${logins.join(',')}}')`,
    );
    for (const { nation, name, pid } of sandbox().processes)
      if (nation === this.machine.nation && name in SERVICES) process.kill(pid, 'SIGKILL');
    await work();
    for (const login of logins) await this.#sql(`alter role ${login} login`);
  }

  /** What the migrations sign in with. */
  ownerUrl(login: string): string {
    const file = join(this.machine.entry.dataDir, 'postgres-passwords.json');
    const passwords = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
    const url = new URL(this.machine.entry.postgres);
    url.pathname = '/passerelle';
    [url.username, url.password] = [login, passwords[login]!];
    return url.href;
  }

  #sql(statement: string): Promise<unknown> {
    return runSql(this.machine.entry.postgres, statement);
  }
}
