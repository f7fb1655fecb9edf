import { Line } from '@passerelle/testing';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launchChromium, type LaunchedBrowser, type Window } from '../../../test/browser/support/launch.js';
import { OfficerPage } from '../../../test/browser/support/officer-page.js';
import { Machine, nationCodes, sandbox } from '../../../test/e2e/support/sandbox.js';

export interface StageOptions {
  /** Where pictures of the steps go; none are made without. */
  pictures?: string;
  window?: Window;
}

/** Two real browsers: in one the duty officers of both nations, in the other a post at the end of a bad line. */
export class Stage {
  readonly #left: [system: Machine, alertId: string][] = [];

  private constructor(
    readonly writer: OfficerPage,
    readonly partner: OfficerPage,
    readonly post: OfficerPage,
    readonly link: Line,
    private readonly browsers: readonly LaunchedBrowser[],
    private readonly pictures: string | undefined,
  ) {}

  static async build({ pictures, window }: StageOptions = {}): Promise<Stage> {
    const [here, there] = nationCodes();
    const link = await Line.to(sandbox().nations[here]!.console);
    const desks = await launchChromium(undefined, window);
    const field = await launchChromium(link, window);
    if (pictures !== undefined) mkdirSync(pictures, { recursive: true });
    const size = { width: 1200, height: 800 };
    return new Stage(
      await OfficerPage.open(desks.browser, here, size),
      await OfficerPage.open(desks.browser, there, size),
      await OfficerPage.open(field.browser, here, { width: 360, height: 640 }),
      link,
      [desks, field],
      pictures,
    );
  }

  /** The national system of the partner: what it publishes comes from no screen. */
  get partnerSystem(): Machine {
    return new Machine(this.partner.nation, 'system');
  }

  get ownSystem(): Machine {
    return new Machine(this.writer.nation, 'system');
  }

  /** An alert that only the demonstration needs: withdrawn when it is over, so that it can be played again. */
  leaves(system: Machine, alertId: string): void {
    this.#left.push([system, alertId]);
  }

  async picture(name: string, { page }: OfficerPage): Promise<void> {
    if (this.pictures === undefined) return;
    await page.screenshot({ path: join(this.pictures, `${name}.png`), animations: 'disabled' });
  }

  async pictureOfAll(name: string): Promise<void> {
    const officers = { writer: this.writer, partner: this.partner, post: this.post };
    for (const [who, officer] of Object.entries(officers)) await this.picture(`${name}-${who}`, officer);
  }

  async strike(): Promise<void> {
    for (const [system, alertId] of this.#left) await system.withdraw(alertId);
    for (const { close } of this.browsers) await close();
    await this.link.close();
  }
}
