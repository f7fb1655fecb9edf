import type { Lane } from '@passerelle/kafka';
import type { OutputRecord } from '@passerelle/link';
import { postgresForTests, type TestPostgres } from '@passerelle/testing';
import { outputTo, TwoNations } from '../../border/two-nations.js';
import { NodeInProcess } from './node-in-process.js';

/** Something that leaves a nation, or what its bridge says of it. */
export interface Passing {
  from: string;
  lane: Lane;
  record: OutputRecord;
}

/** Two nodes and the border between them: everything that was announced crosses when `cross` is called. */
export class BorderOfTwo {
  /** What never arrives. */
  loses: (passing: Passing) => boolean = () => false;
  /** What our bridge does not say, or not before it is `heardOut`. */
  silences: (passing: Passing) => boolean = () => false;
  /** What crossed, newest last. */
  readonly crossed: Passing[] = [];

  readonly #unsaid: { node: NodeInProcess; outcome: OutputRecord }[] = [];

  private constructor(
    readonly nations: TwoNations,
    readonly here: NodeInProcess,
    readonly there: NodeInProcess,
    private readonly server: TestPostgres,
  ) {}

  static async open(): Promise<BorderOfTwo> {
    const server = await postgresForTests();
    const nations = new TwoNations();
    const here = await NodeInProcess.start('MR', 'ML', nations, server.url);
    const there = await NodeInProcess.start('ML', 'MR', nations, server.url);
    return new BorderOfTwo(nations, here, there, server);
  }

  /** Until nobody has anything to say any more. */
  async cross(): Promise<void> {
    for (let quiet = 0; quiet < 2;) {
      const [fromHere, fromThere] = [await this.#pass(this.here), await this.#pass(this.there)];
      quiet = fromHere + fromThere === 0 ? quiet + 1 : 0;
    }
  }

  /** Our bridges say what they did not. */
  async heardOut(): Promise<void> {
    for (const { node, outcome } of this.#unsaid.splice(0)) await node.hearOutcome(outcome);
    await this.cross();
  }

  /** How many watchlist blocks crossed since the last time it was asked. */
  blocks(): number {
    const blocks = this.crossed.filter(({ lane, from }) => lane === 'watchlist' && from === this.here.nation);
    this.crossed.length = 0;
    return blocks.length;
  }

  async close(): Promise<void> {
    await this.here.stop();
    await this.there.stop();
    await this.server.stop();
  }

  async #pass(node: NodeInProcess): Promise<number> {
    let count = 0;
    for (const announced of await node.announced()) {
      const lane = node.laneOf(announced);
      if (lane === null) continue;
      count += 1;
      const outputs = await node.enforced(announced, lane);
      const outcome = outputTo(outputs, 'outcome');
      const released = outputTo(outputs, 'released');
      const isUnsaid = outcome && this.silences({ from: node.nation, lane, record: outcome });
      if (outcome && isUnsaid) this.#unsaid.push({ node, outcome });
      else if (outcome) await node.hearOutcome(outcome);
      if (!released) continue;
      const passing = { from: node.nation, lane, record: released };
      if (this.loses(passing)) continue;
      this.crossed.push(passing);
      await (node === this.here ? this.there : this.here).receive(released, lane);
    }
    return count;
  }
}
