import { describe, expect, it } from '@jest/globals';
import type { CookieOptions, Request, Response } from 'express';
import { SessionCookies } from './session-cookies.js';

/** What a response sets, by name. */
function recorder(): { set: Map<string, CookieOptions>; response: Response } {
  const set = new Map<string, CookieOptions>();
  const cookie = (name: string, _: string, options: CookieOptions): void => void set.set(name, options);
  return { set, response: { cookie } as unknown as Response };
}
const request = (cookies: object): Request => ({ cookies }) as unknown as Request;

describe('the cookies of a desk', () => {
  it('behind https have a name that no other host can set', () => {
    const cookies = new SessionCookies('XA', 'https://desk.example');
    const { set, response } = recorder();
    cookies.setSession(response, 'value', new Date(0));
    expect([...set]).toEqual([
      ['__Host-passerelle-xa', expect.objectContaining({ secure: true, path: '/', httpOnly: true })],
    ]);
    expect(set.get('__Host-passerelle-xa')).not.toHaveProperty('domain');
    expect(cookies.session(request({ 'passerelle-xa': 'planted' }))).toBeUndefined();
    expect(cookies.session(request({ '__Host-passerelle-xa': 'ours' }))).toBe('ours');
  });

  it('carry the nation, and are text', () => {
    const cookies = new SessionCookies('XA', 'http://127.0.0.1:1');
    expect(cookies.session(request({ 'passerelle-xb': 'other' }))).toBeUndefined();
    expect(cookies.session(request({ 'passerelle-xa': { a: 1 } }))).toBeUndefined();
    expect(cookies.session(request({ 'passerelle-xa': 'ours' }))).toBe('ours');
  });

  it('are four at most for sign-ins under way, the last of them always', () => {
    const cookies = new SessionCookies('XA', 'http://127.0.0.1:1');
    const kept: Record<string, string> = {};
    for (let begun = 0; begun < 9; begun += 1) {
      const { set, response } = recorder();
      cookies.setPending(request(kept), response, `sealed ${begun}`);
      for (const name of set.keys()) kept[name] = `sealed ${begun}`;
      const pending = cookies.pending(request(kept)).map(({ sealed }) => sealed);
      expect(pending).toHaveLength(Math.min(begun + 1, 4));
      expect(pending).toContain(`sealed ${begun}`);
    }
  });
});
