/** How fast the demonstration goes on, and where it tells what is seen. */
export interface Pace {
  /** Begins a beat. */
  beat(title: string): void;
  /** Says what can be seen now and leaves time to see it. */
  show(what: string): Promise<void>;
}

/** Nobody watches: the end-to-end test, and `--fast`. */
export const atOnce = (tell: (line: string) => void = () => undefined): Pace => ({
  beat: (title) => tell(`\n${title}`),
  show: (what) => {
    tell(`  ${what}`);
    return Promise.resolve();
  },
});
