import { Line, Trunk, type TrunkSpeed } from '@passerelle/testing';

/** Links behind a satellite or a telephone line of the posts: what the narrow border is made of. */
export const NARROW: TrunkSpeed = { bitsPerSecond: 64_000, delayMs: 800 };

/**
 * The line between two nations, both brokers' doors in it: what the first sends and what its broker answers share one
 * direction, as on a real line.
 */
export class Border {
  private constructor(
    readonly lines: readonly [Line, Line],
    private readonly trunks: readonly [Trunk, Trunk],
  ) {}

  /** Listens where a breakable sandbox with this base sends the partners, and forwards to where its brokers listen. */
  static async open(base: number): Promise<Border> {
    const [fromFirst, fromSecond] = [new Trunk(), new Trunk()];
    const toBroker = (n: number, trunks: { out: Trunk; back: Trunk }) =>
      Line.to(`127.0.0.1:${base + 2 * n + 1}`, { port: base + 2 * n, trunks });
    const lines = await Promise.all([
      toBroker(0, { out: fromSecond, back: fromFirst }),
      toBroker(1, { out: fromFirst, back: fromSecond }),
    ]);
    return new Border(lines, [fromFirst, fromSecond]);
  }

  /** Bytes that crossed so far, both directions. */
  get bytes(): number {
    return this.trunks.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** As fast as it goes, nothing cut, nobody deaf who comes from now on. */
  mend(): void {
    this.slowDown(null);
    for (const line of this.lines) line.mend();
  }

  slowDown(speed: TrunkSpeed | null): void {
    for (const trunk of this.trunks) trunk.speed = speed;
  }

  /** Breaks one connection of all that are open. */
  cutOne(choice: number): boolean {
    const open = this.lines.map((line) => line.open);
    const all = open[0]! + open[1]!;
    const at = choice * all;
    if (at < open[0]!) return this.lines[0].cutOne(at / open[0]!);
    return this.lines[1].cutOne((at - open[0]!) / open[1]!);
  }

  async close(): Promise<void> {
    await Promise.all(this.lines.map((line) => line.close()));
  }
}
