import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LinkProcessSettings } from './process/run-link.js';

const LOADER = new URL('process/typescript-loader.mjs', import.meta.url).href;
const MAIN = fileURLToPath(new URL('process/run-link.ts', import.meta.url));

interface Report {
  state: string;
  records: number;
}

/** A link in a process of its own, to be killed and frozen. */
export class LinkProcess {
  report: Report = { state: 'unborn', records: 0 };
  readonly exited: Promise<NodeJS.Signals | number | null>;
  private errors = '';

  private constructor(private readonly child: ChildProcess) {
    this.exited = new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)));
    child.stderr!.on('data', (chunk) => (this.errors += String(chunk)));
    let rest = '';
    child.stdout!.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.report = { ...this.report, ...(JSON.parse(line) as Report) };
    });
  }

  static start(settings: LinkProcessSettings): LinkProcess {
    const args = [
      '--disable-warning=ExperimentalWarning',
      '--import',
      LOADER,
      MAIN,
      JSON.stringify(settings),
    ];
    return new LinkProcess(spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'] }));
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** For messages: what it last said. */
  toString(): string {
    return `${JSON.stringify(this.report)} ${this.errors.slice(-500)}`;
  }
}
