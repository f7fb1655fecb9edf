/** One line per step on the terminal, with the seconds since the start. */
export class Progress {
  private readonly started = performance.now();

  say(line: string): void {
    console.log(`${this.seconds.toFixed(1).padStart(6)} s  ${line}`);
  }

  /** Text of another program, indented under the step it belongs to. */
  quote(text: string): void {
    for (const line of text.trimEnd().split('\n')) console.log(`          ${line}`);
  }

  async step<T>(name: string, work: () => Promise<T>): Promise<T> {
    this.say(`${name} …`);
    const started = performance.now();
    const result = await work();
    this.say(`${name}: done in ${((performance.now() - started) / 1000).toFixed(1)} s`);
    return result;
  }

  get seconds(): number {
    return (performance.now() - this.started) / 1000;
  }
}
