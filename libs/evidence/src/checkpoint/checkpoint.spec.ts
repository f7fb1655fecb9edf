import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { newLog, newWitness, NOW, policyOf } from '../../test/people.js';
import { addCosignatures } from '../cosignature/add-cosignatures.js';
import { EMPTY_ROOT, formatHash } from '../merkle/hashes.js';
import { formatSignatureLine } from '../note/note.js';
import { type NoteSigner, signatureOf, signNote } from '../note/sign-note.js';
import { type Checkpoint, formatCheckpoint, parseCheckpoint } from './checkpoint.js';
import { openCheckpoint } from './open-checkpoint.js';

const log = newLog();
const witness = newWitness();
const ROOT = Buffer.alloc(32, 7);
const checkpoint: Checkpoint = { origin: log.key.name, size: 1000, root: ROOT };
const signed = await signNote(formatCheckpoint(checkpoint), log);

async function cosigned(note: Buffer, ...signers: readonly NoteSigner[]): Promise<Buffer> {
  const { text } = openCheckpoint(note, policyOf(log));
  const lines = await Promise.all(
    signers.map(async (each) => formatSignatureLine(await signatureOf(text, each))),
  );
  return addCosignatures(
    note,
    lines.join(''),
    signers.map(({ key }) => key),
  );
}

describe('the text of a checkpoint', () => {
  it('reads back as it was written', () => {
    const line = fc.stringMatching(/^[ -~]+$/);
    const tree = fc.record({
      origin: line,
      size: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      root: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes)),
    });
    fc.assert(
      fc.property(tree, fc.array(line, { minLength: 1, maxLength: 3 }), (head, extensions) => {
        for (const each of [head, { ...head, extensions }])
          expect(parseCheckpoint(formatCheckpoint(each))).toEqual(each);
      }),
    );
  });

  const root = formatHash(ROOT);
  it.each([
    ['no line', ''],
    ['one line too few', 'origin\n1\n'],
    ['no last newline', `origin\n1\n${root}`],
    ['no origin', `\n1\n${root}\n`],
    ['an empty extension', `origin\n1\n${root}\n\n`],
    ['an empty extension among others', `origin\n1\n${root}\na\n\nb\n`],
    ['leading zeroes', `origin\n01\n${root}\n`],
    ['a sign', `origin\n+1\n${root}\n`],
    ['a fraction', `origin\n1.5\n${root}\n`],
    ['an exponent', `origin\n1e3\n${root}\n`],
    ['a hexadecimal size', `origin\n0x10\n${root}\n`],
    ['no size', `origin\n\n${root}\n`],
    ['a size that numbers would round', `origin\n9007199254740993\n${root}\n`],
    ['a size beyond 64 bits', `origin\n18446744073709551616\n${root}\n`],
    ['a short root', `origin\n1\n${Buffer.alloc(31).toString('base64')}\n`],
    ['a long root', `origin\n1\n${Buffer.alloc(33).toString('base64')}\n`],
    ['a root without padding', `origin\n1\n${root.slice(0, -1)}\n`],
    ['a root with spare bits', `origin\n1\n${root.slice(0, -2)}d=\n`],
    ['the empty tree under another root', `origin\n0\n${root}\n`],
  ])('is refused with %s', (_, text) => {
    expect(() => parseCheckpoint(text)).toThrow('PSR_CHECKPOINT_MALFORMED');
  });

  it('is not written when it would read as another', () => {
    for (const origin of ['', 'two\nlines']) {
      expect(() => formatCheckpoint({ ...checkpoint, origin })).toThrow('PSR_CHECKPOINT_MALFORMED');
    }
    expect(() => formatCheckpoint({ ...checkpoint, extensions: ['a\nb'] })).toThrow(
      'PSR_CHECKPOINT_MALFORMED',
    );
    expect(() => formatCheckpoint({ ...checkpoint, root: Buffer.alloc(31) })).toThrow(
      'PSR_CHECKPOINT_MALFORMED',
    );
  });

  it('of the empty tree has its root', () => {
    const empty = { origin: 'o', size: 0, root: EMPTY_ROOT };
    expect(parseCheckpoint(formatCheckpoint(empty))).toEqual(empty);
  });
});

describe('a signed checkpoint', () => {
  it('is believed for the log’s signature where no witness is asked for', () => {
    expect(openCheckpoint(signed, policyOf(log)).checkpoint).toEqual(checkpoint);
  });

  it('is not believed from another log, nor under another origin than the log’s name', async () => {
    expect(() => openCheckpoint(signed, policyOf(newLog()))).toThrow('PSR_NOTE_UNSIGNED');
    const other = await signNote(formatCheckpoint({ ...checkpoint, origin: 'xb.example/national' }), log);
    expect(() => openCheckpoint(other, policyOf(log))).toThrow('PSR_CHECKPOINT_LOG_UNKNOWN');
  });

  it('is not believed for a witness’s signature alone', async () => {
    const note = await signNote(formatCheckpoint(checkpoint), witness);
    expect(() => openCheckpoint(note, policyOf(log, witness))).toThrow('PSR_CHECKPOINT_LOG_UNKNOWN');
  });

  it('is believed once every witness of the policy has cosigned it, and says when they did', async () => {
    const [first, second] = [witness, newWitness('xc.example/witness')];
    const policy = policyOf(log, first, second);
    expect(() => openCheckpoint(signed, policy)).toThrow('PSR_CHECKPOINT_QUORUM_MISSING');
    const half = await cosigned(signed, first);
    expect(() => openCheckpoint(half, policy)).toThrow('PSR_CHECKPOINT_QUORUM_MISSING');
    const at = NOW.getTime() / 1000;
    expect(openCheckpoint(await cosigned(half, second), policy).cosignatures).toEqual([
      { witness: policy.witnesses.get('w0'), at },
      { witness: policy.witnesses.get('w1'), at },
    ]);
  });

  it('is not believed when it is no checkpoint', async () => {
    const note = await signNote('anything\n', log);
    expect(() => openCheckpoint(note, policyOf(log))).toThrow('PSR_CHECKPOINT_MALFORMED');
  });
});

describe('a cosignature', () => {
  it('is over this checkpoint and this time', async () => {
    const note = await cosigned(signed, witness);
    const policy = policyOf(log, witness);
    const line = note.toString().split('\n').at(-2) ?? '';
    const bytes = Buffer.from(line.split(' ')[2] ?? '', 'base64');
    for (const at of [4, 11, 12, 75]) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1;
      const other = note.toString().replace(line, line.replace(/[^ ]+$/, changed.toString('base64')));
      expect(() => openCheckpoint(Buffer.from(other), policy)).toThrow('PSR_NOTE_SIGNATURE_INVALID');
    }
  });

  it('is not made over what is no checkpoint', async () => {
    await expect(signNote('anything\n', witness)).rejects.toThrow('PSR_CHECKPOINT_MALFORMED');
  });

  it('is not made without a time', async () => {
    const timeless = newWitness('w.example', () => new Date(0));
    await expect(signNote(formatCheckpoint(checkpoint), timeless)).rejects.toThrow(
      'PSR_NUMBER_NOT_CANONICAL',
    );
  });

  it('takes the place of an earlier one of the same witness', async () => {
    let seconds = 0;
    const ticking = newWitness('w.example', () => new Date(NOW.getTime() + 1000 * (seconds += 1)));
    const note = await cosigned(await cosigned(signed, ticking), ticking);
    expect(openCheckpoint(note, policyOf(log, ticking)).cosignatures.map(({ at }) => at)).toEqual([
      NOW.getTime() / 1000 + 2,
    ]);
  });

  it('is not added when it is of another checkpoint, and lines of strangers are left out', async () => {
    const line = formatSignatureLine(
      await signatureOf(formatCheckpoint({ ...checkpoint, size: 999 }), witness),
    );
    expect(() => addCosignatures(signed, line, [witness.key])).toThrow('PSR_NOTE_SIGNATURE_INVALID');
    expect(addCosignatures(signed, line, [])).toEqual(signed);
  });
});
