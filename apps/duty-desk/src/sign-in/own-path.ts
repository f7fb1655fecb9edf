/** The path to come back to after signing in: one of ours, or `/`. */
export function ownPath(wish: string | undefined, publicUrl: string): string {
  if (wish === undefined || !wish.startsWith('/') || !URL.canParse(wish, publicUrl)) return '/';
  const { origin, pathname, search, hash } = new URL(wish, publicUrl);
  const isOurs = origin === new URL(publicUrl).origin && !pathname.startsWith('//');
  return isOurs && !pathname.startsWith('/session') ? `${pathname}${search}${hash}` : '/';
}
