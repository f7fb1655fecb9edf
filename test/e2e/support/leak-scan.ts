/** A text or bytes that must not be found, and what it belongs to. */
export interface Mark {
  /** Such as `3:narrative`. Never part of what is searched for. */
  of: string;
  value: string | Buffer;
}

export interface Sighting {
  of: string;
  /** How it was written, such as `base64+1`. */
  form: string;
  where: string;
}

interface Needle {
  of: string;
  form: string;
  bytes: Buffer;
}

/** Needles are told apart by their first bytes; shorter ones would be found by chance. */
const WINDOW = 8;
const TABLE_BITS = 22;
/** Servers reserve space ahead: pages of nothing but zeros are passed over at once. */
const EMPTY_PAGE = Buffer.alloc(4096);

/**
 * Finds marks in bytes, however they were written: as UTF-8, with JSON or percent escapes, and each of these plain, in
 * hexadecimal, in base64 and base64url at all three alignments, and in base64 of base64 (a disclosure inside a token
 * inside a record). One pass over the bytes, however many marks there are.
 */
export class LeakScan {
  readonly #filter = new Uint8Array(1 << TABLE_BITS);
  readonly #needles = new Map<number, Needle[]>();

  /** @throws Error for a mark that is too short to be recognised */
  constructor(marks: readonly Mark[]) {
    for (const mark of marks) for (const needle of formsOf(mark)) this.#add(needle);
  }

  /** Every mark in `bytes`, each form once. */
  search(bytes: Buffer, where: string): Sighting[] {
    const found = new Set<Needle>();
    const filter = this.#filter;
    let low = 0;
    let high = 0;
    for (let at = 0; at < bytes.length; at += 1) {
      while (at % EMPTY_PAGE.length === 0 && EMPTY_PAGE.equals(bytes.subarray(at, at + EMPTY_PAGE.length))) {
        at += EMPTY_PAGE.length;
        low = 0;
        high = 0;
      }
      if (at >= bytes.length) break;
      low = (low >>> 8) | (high << 24);
      high = (high >>> 8) | (bytes[at]! << 24);
      if (filter[hashOf(low, high)] === 0) continue;
      const hash = hashOf(low, high);
      const start = at - WINDOW + 1;
      for (const needle of this.#needles.get(hash) ?? []) {
        if (start >= 0 && bytes.subarray(start, start + needle.bytes.length).equals(needle.bytes))
          found.add(needle);
      }
    }
    return [...found].map(({ of, form }) => ({ of, form, where }));
  }

  #add(needle: Needle): void {
    if (needle.bytes.length < WINDOW) throw new Error(`too short to be recognised: ${needle.of}`);
    const hash = hashOf(needle.bytes.readInt32LE(0), needle.bytes.readInt32LE(4));
    this.#filter[hash] = 1;
    this.#needles.set(hash, [...(this.#needles.get(hash) ?? []), needle]);
  }
}

/** Looked up once: in a test's own world every use of a global costs more than all the rest of a step. */
const { imul } = Math;

function hashOf(low: number, high: number): number {
  return (imul(low, 0x9e3779b1) ^ imul(high, 0x85ebca6b)) >>> (32 - TABLE_BITS);
}

function formsOf({ of, value }: Mark): Needle[] {
  const written = typeof value === 'string' ? textForms(value) : [['bytes', value] as const];
  const forms = new Map<string, Needle>();
  for (const [name, bytes] of written) {
    const encoded = [['', bytes] as const, ...hexadecimal(bytes), ...base64(bytes)];
    const twice = base64(bytes).flatMap(([outer, inner]) =>
      base64(inner).map(([again, outermost]) => [`${outer} ${again}`, outermost] as const),
    );
    for (const [encoding, needle] of [...encoded, ...twice]) {
      const key = needle.toString('latin1');
      if (!forms.has(key)) forms.set(key, { of, form: `${name} ${encoding}`.trim(), bytes: needle });
    }
  }
  return [...forms.values()];
}

/** As UTF-8, and as writers who keep to ASCII put it. */
function textForms(text: string): (readonly [string, Buffer])[] {
  const escaped = text.replace(/[^ -~]/g, jsonEscape);
  const forms = [
    ['utf8', text],
    ['json', escaped],
    ['json-upper', escaped.replace(/\\u[0-9a-f]{4}/g, (unit) => `\\u${unit.slice(2).toUpperCase()}`)],
    ['percent', encodeURIComponent(text)],
  ] as const;
  return forms.map(([name, written]) => [name, Buffer.from(written)] as const);
}

function jsonEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function hexadecimal(bytes: Buffer): (readonly [string, Buffer])[] {
  const hex = bytes.toString('hex');
  return [
    ['hex', Buffer.from(hex)],
    ['hex-upper', Buffer.from(hex.toUpperCase())],
  ];
}

/** What is the same whatever stands before and after: the characters that hold only bits of `bytes`. */
function base64(bytes: Buffer): (readonly [string, Buffer])[] {
  return [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const core = encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
    const url = core.replaceAll('+', '-').replaceAll('/', '_');
    return [
      [`base64+${offset}`, Buffer.from(core)] as const,
      [`base64url+${offset}`, Buffer.from(url)] as const,
    ];
  });
}
