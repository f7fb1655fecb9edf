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
  const layouts = layOut(nations, '/data', { base: 20100 });
  const ports = layouts.flatMap((layout) => layout.allPorts);

  it('gives no port twice, whatever the number of nations', () => {
    expect(new Set(ports).size).toBe(ports.length);
  });

  it('moves every port with the base', () => {
    const moved = layOut(nations, '/data', { base: 30100 }).flatMap((layout) => layout.allPorts);
    expect(moved).toEqual(ports.map((port) => port + 10_000));
  });

  it('gives no port twice where each service runs three times', () => {
    const all = layOut(nations, '/data', { base: 20100, instances: 3 }).flatMap((layout) => layout.allPorts);
    expect(new Set(all).size).toBe(all.length);
    expect(all).toEqual(expect.arrayContaining(ports));
  });

  it('leaves the ports of lines to whoever stands in them, and is breakable then only', () => {
    const [first, second] = layOut(nations, '/data', { base: 20100, lineBase: 25000 });
    expect([first?.brokerForPartners, second?.brokerForPartners]).toEqual([
      '127.0.0.1:25000',
      '127.0.0.1:25002',
    ]);
    expect(second?.allPorts).toContain(25003);
    expect(second?.allPorts).not.toContain(25002);
    expect([second?.isBreakable, layouts[1]?.isBreakable]).toEqual([true, false]);
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
