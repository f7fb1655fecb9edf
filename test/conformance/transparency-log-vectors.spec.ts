import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  type Hash,
  Frontier,
  leafHash,
  openNote,
  parseCheckpoint,
  parseNote,
  parseVerifierKey,
  verifyConsistency,
  verifyInclusion,
} from '@passerelle/evidence';

const vector = (name: string): Buffer => readFileSync(new URL(`vectors/${name}`, import.meta.url));
const json = (name: string): unknown => JSON.parse(vector(name).toString('utf8'));

interface Probe {
  name: string;
  proof: string[] | null;
  wantErr: boolean;
}
interface InclusionProbe extends Probe {
  leafIdx: number;
  treeSize: number;
  root: string;
  leafHash: string;
}
interface ConsistencyProbe extends Probe {
  size1: number;
  size2: number;
  root1: string;
  root2: string;
}

const hash = (text: string | null): Hash => Buffer.from(text ?? '', 'base64');
const path = ({ proof }: Probe): Hash[] => (proof ?? []).map(hash);

describe('RFC 6962', () => {
  const { leaves, roots } = json('rfc6962/roots.json') as { leaves: string[]; roots: string[] };

  it('has the roots of Certificate Transparency’s own leaves', () => {
    const tree = new Frontier();
    const found = [tree.root.toString('hex')];
    for (const leaf of leaves) {
      tree.append(leafHash(Buffer.from(leaf, 'hex')));
      found.push(tree.root.toString('hex'));
    }
    expect(found).toEqual(roots);
  });

  const inclusion = json('rfc6962/inclusion.json') as InclusionProbe[];
  it.each(inclusion)('answers the probe $name', (probe) => {
    const { leafIdx: index, treeSize: size, root, leafHash: leaf, wantErr } = probe;
    const claim = { leafHash: hash(leaf), index, size, root: hash(root) };
    expect(verifyInclusion(claim, path(probe))).toBe(!wantErr);
  });

  /**
   * Set aside: RFC 6962 defines no proof from the empty tree, which the probes refuse and C2SP tlog-witness allows; and
   * one probe has words where a root stands.
   */
  const ASIDE = [
    'consistency/additional/size1-is-zero-and-size2-is-not-zero',
    'consistency/additional/sizes-are-equal-zero-and-proof-is-empty',
    'consistency/additional/sizes-are-equal-one-and-proof-is-empty',
  ];
  const consistency = (json('rfc6962/consistency.json') as ConsistencyProbe[]).filter(
    ({ name }) => !ASIDE.includes(name),
  );
  it.each(consistency)('answers the probe $name', (probe) => {
    const { size1: from, size2: to, root1, root2, wantErr } = probe;
    const claim = { from, fromRoot: hash(root1), to, toRoot: hash(root2) };
    expect(verifyConsistency(claim, path(probe))).toBe(!wantErr);
  });
});

describe('C2SP', () => {
  it('verifies the example of signed-note under the key it prints', () => {
    const key = parseVerifierKey(vector('c2sp/signed-note.vkey').toString());
    expect(openNote(vector('c2sp/signed-note.txt'), [key]).text).toBe('This is an example message.\n');
  });

  it('reads the cosigned checkpoint of tlog-cosignature', () => {
    const { text, signatures } = parseNote(vector('c2sp/cosigned-checkpoint.txt'));
    expect(parseCheckpoint(text)).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20852163 });
    expect(signatures.map(({ name, keyId }) => `${name} ${keyId}`)).toEqual([
      'example.com/behind-the-sofa 033de0ae',
      'witness.example.com/w1 8d66cf3f',
    ]);
  });
});
