/** No address of the console is longer; what is kept for a sign-in must fit into a cookie. */
const LONGEST = 1_000;

/** The path to come back to after signing in: one of ours, or `/`. */
export function ownPath(wish: string | undefined, publicUrl: string): string {
  if (wish === undefined || !wish.startsWith('/') || !URL.canParse(wish, publicUrl)) return '/';
  const { origin, pathname, search, hash } = new URL(wish, publicUrl);
  const isOurs = origin === new URL(publicUrl).origin && !pathname.startsWith('//');
  const path = `${pathname}${search}${hash}`;
  return isOurs && !pathname.startsWith('/session') && path.length <= LONGEST ? path : '/';
}
