/** A clock that stands still until it is told otherwise. Fits the `Clock` port of libs/runtime. */
export class FakeClock {
  private instant: number;

  constructor(start: Date | string) {
    this.instant = new Date(start).getTime();
  }

  now(): Date {
    return new Date(this.instant);
  }

  advance(milliseconds: number): void {
    this.instant += milliseconds;
  }

  set(instant: Date | string): void {
    this.instant = new Date(instant).getTime();
  }
}
