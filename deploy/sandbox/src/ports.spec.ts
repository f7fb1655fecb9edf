import { describe, expect, it } from '@jest/globals';
import { layOut } from './layout.js';

const codes = ['XA', 'XB', 'XC'];
const nations = codes.map((code) => ({
  code,
  name: code,
  partners: codes.filter((other) => other !== code),
  posts: [],
}));

describe('the layout of a sandbox', () => {
  const layouts = layOut(nations, '/data', 20100);
  const ports = layouts.flatMap((layout) => layout.allPorts);

  it('gives no port twice, whatever the number of nations', () => {
    expect(new Set(ports).size).toBe(ports.length);
  });

  it('moves every port with the base', () => {
    const moved = layOut(nations, '/data', 30100).flatMap((layout) => layout.allPorts);
    expect(moved).toEqual(ports.map((port) => port + 10_000));
  });

  it('keeps everything of a nation under its own folder', () => {
    const [first] = layouts;
    const paths = [
      first?.trustFile,
      first?.publicKeys,
      first?.log('kafka'),
      first?.credentialsAt('XB').keyFile,
    ];
    for (const path of paths) expect(path).toMatch(/^\/data\/xa\//);
  });

  it('names principals by nation and holder', () => {
    expect(layouts[1]?.principal('bridge-carry')).toBe('xb-bridge-carry');
  });
});
