/** One thing wrong with one line of a file. It names the place and the rule, never the value. */
export interface Finding {
  /** 1 for the first line. */
  line: number;
  /** JSON Pointer into the line, RFC 6901; empty for the line as a whole. */
  field: string;
  /** Stable, kebab-case. */
  rule: string;
  message: string;
}
