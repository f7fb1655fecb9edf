import { beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type GrownTree, grow, leafBytes } from '../../test/grown-tree.js';
import { newLog, newWitness, policyOf } from '../../test/people.js';
import { formatCheckpoint } from '../checkpoint/checkpoint.js';
import { leafHash } from '../merkle/hashes.js';
import { inclusionProof } from '../merkle/prove.js';
import { signNote } from '../note/sign-note.js';
import { formatTlogProof, parseTlogProof, verifyTlogProof } from './tlog-proof.js';

const SIZE = 417;
const [log, witness] = [newLog(), newWitness()];
const policy = policyOf(log, witness);
let tree: GrownTree;
let checkpoint: Buffer;
beforeAll(async () => {
  tree = grow(SIZE);
  const text = formatCheckpoint({ origin: log.key.name, size: SIZE, root: tree.root(SIZE) });
  checkpoint = await signNote(text, log, witness);
});

const proofOf = async (index: number, extra?: Buffer): Promise<Buffer> =>
  formatTlogProof({
    index,
    hashes: await inclusionProof(index, SIZE, tree.hashAt),
    checkpoint,
    ...(extra && { extra }),
  });

describe('a proof to keep', () => {
  it('shows its leaf in the log that log and witness signed, for every leaf', async () => {
    for (let index = 0; index < SIZE; index += 13) {
      const {
        checkpoint: head,
        cosignatures,
        ...shown
      } = verifyTlogProof(await proofOf(index), tree.leaf(index), policy);
      expect([shown.index, head.size, cosignatures.length]).toEqual([index, SIZE, 1]);
    }
  });

  it('reads back as it was written, with and without extra data', async () => {
    for (const extra of [undefined, Buffer.from('more'), Buffer.alloc(0)]) {
      const proof = await proofOf(7, extra);
      expect(formatTlogProof(parseTlogProof(proof))).toEqual(proof);
      expect(parseTlogProof(proof).extra).toEqual(extra);
    }
  });

  it('is no longer than an e-mail’s signature', async () => {
    expect((await proofOf(7)).length).toBeLessThan(1_000);
  });

  it('shows no other leaf', async () => {
    expect(() => verifyTlogProof(Buffer.from(''), tree.leaf(7), policy)).toThrow('PSR_PROOF_MALFORMED');
    const proof = await proofOf(7);
    expect(() => verifyTlogProof(proof, tree.leaf(8), policy)).toThrow('PSR_PROOF_INVALID');
    expect(() => verifyTlogProof(proof, leafHash(leafBytes(SIZE)), policy)).toThrow('PSR_PROOF_INVALID');
  });

  it('shows nothing where the policy asks for another log or one more witness', async () => {
    const proof = await proofOf(7);
    expect(() => verifyTlogProof(proof, tree.leaf(7), policyOf(newLog()))).toThrow('PSR_NOTE_UNSIGNED');
    const more = policyOf(log, witness, newWitness('xc.example/witness'));
    expect(() => verifyTlogProof(proof, tree.leaf(7), more)).toThrow('PSR_CHECKPOINT_QUORUM_MISSING');
  });

  it('shows nothing once any byte of it is another, but for its extra data', async () => {
    const proof = await proofOf(200);
    const change = fc.tuple(fc.nat({ max: proof.length - 1 }), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(change, ([at, bits]) => {
        const other = Buffer.from(proof);
        other[at]! ^= bits;
        expect(() => verifyTlogProof(other, tree.leaf(200), policy)).toThrow(/^PSR_/);
      }),
      { numRuns: 1_500 },
    );
  });

  it('shows nothing once it is cut or goes on', async () => {
    const proof = await proofOf(3);
    for (let length = 0; length < proof.length; length += 1)
      expect(() => verifyTlogProof(proof.subarray(0, length), tree.leaf(3), policy)).toThrow(/^PSR_/);
    for (const more of ['\n', 'x', '\u2014 a.example AAAAAAAA'])
      expect(() => verifyTlogProof(Buffer.concat([proof, Buffer.from(more)]), tree.leaf(3), policy)).toThrow(
        /^PSR_/,
      );
  });

  it.each<[string, (proof: string) => string]>([
    ['another version', (proof) => proof.replace('@v1', '@v2')],
    ['no index', (proof) => proof.replace('index 7\n', '')],
    ['an index with a leading zero', (proof) => proof.replace('index 7', 'index 07')],
    ['an index of the next leaf', (proof) => proof.replace('index 7', 'index 8')],
    ['extra data after the index', (proof) => proof.replace('index 7\n', 'index 7\nextra AAAA\n')],
    ['extra data twice', (proof) => proof.replace('index 7', 'extra AAAA\nextra AAAA\nindex 7')],
    ['carriage returns', (proof) => proof.replaceAll('\n', '\r\n')],
    ['a blank line before the path', (proof) => proof.replace('index 7\n', 'index 7\n\n')],
    ['two blank lines before the checkpoint', (proof) => proof.replace('\n\n', '\n\n\n')],
    [
      'sixty-four hashes',
      (proof) => proof.replace('index 7\n', `index 7\n${`${'A'.repeat(43)}=\n`.repeat(64)}`),
    ],
    ['a hash without padding', (proof) => proof.replace('=\n', '\n')],
  ])('is refused with %s', async (_, edit) => {
    const proof = Buffer.from(edit((await proofOf(7)).toString()));
    expect(() => verifyTlogProof(proof, tree.leaf(7), policy)).toThrow(/^PSR_/);
  });

  it('is refused before it is read when it is too large', () => {
    expect(() => parseTlogProof(Buffer.alloc(600_000))).toThrow('PSR_PROOF_TOO_LARGE');
  });
});
