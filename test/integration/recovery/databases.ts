import { randomBytes } from 'node:crypto';
import { createDataSource, provisionDatabases, runMigrations } from '@passerelle/persistence';
import { runSql } from '@passerelle/testing';
import type { DataSource } from 'typeorm';

/** ML's two databases, which go back to what they were. */
export class Databases {
  main!: DataSource;
  vault!: DataSource;

  private constructor(
    private readonly adminUrl: string,
    private readonly names: { passerelle: string; vault: string },
    private readonly urls: Awaited<ReturnType<typeof provisionDatabases>>,
  ) {}

  static async make(adminUrl: string): Promise<Databases> {
    const tag = randomBytes(4).toString('hex');
    const databaseNames = { passerelle: `p_${tag}`, vault: `v_${tag}` };
    const urls = await provisionDatabases({ adminUrl, passwordOf: () => 'invented', databaseNames });
    for (const app of ['national-node', 'vault'] as const) await runMigrations(app, urls[app].ownerUrl);
    const databases = new Databases(adminUrl, databaseNames, urls);
    await databases.#open();
    return databases;
  }

  /** Of the migrations' login of the node's schema. */
  get ownerUrl(): string {
    return this.urls['national-node'].ownerUrl;
  }

  backUp(which: 'passerelle' | 'vault'): Promise<void> {
    const name = this.names[which];
    return this.whileClosed(() => this.#run(`create database backup_${name} template ${name}`));
  }

  restore(which: 'passerelle' | 'vault'): Promise<void> {
    const name = this.names[which];
    return this.whileClosed(() =>
      this.#run(`drop database ${name}`, `alter database backup_${name} rename to ${name}`),
    );
  }

  /** As if the node were stopped: nobody may be connected to a database that is copied or renamed. */
  async whileClosed(work: () => Promise<void>): Promise<void> {
    await this.close();
    await work();
    await this.#open();
  }

  async close(): Promise<void> {
    await this.main.destroy();
    await this.vault.destroy();
  }

  async #open(): Promise<void> {
    this.main = await createDataSource('national-node', this.urls['national-node'].url).initialize();
    this.vault = await createDataSource('vault', this.urls.vault.url).initialize();
  }

  async #run(...statements: string[]): Promise<void> {
    for (const statement of statements) await runSql(this.adminUrl, statement);
  }
}
