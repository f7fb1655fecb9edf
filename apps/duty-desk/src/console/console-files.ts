import type { Request, RequestHandler } from 'express';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import sirv from 'sirv';

const YEAR_SECONDS = 365 * 24 * 3_600;
/** Vite names these by their content. */
const HASHED = /^\/assets\//;
/** Never the console's: an unknown path under them is 404, not a page. */
const OTHERS = /^\/(v1|api|auditor|session|health|metrics|openapi\.json)(\/|$)/;

/**
 * The console's static files, brotli or gzip where a precompressed one lies beside. Every navigation that names no
 * file is the console's own route and gets its page.
 *
 * @throws Error where there is no console in `directory`
 */
export function consoleFiles(directory: string): RequestHandler {
  if (!existsSync(join(directory, 'index.html'))) {
    throw new Error(`CONSOLE_DIR ${directory} holds no index.html: npm run build makes the console`);
  }
  const files = sirv(directory, {
    dev: true, // looks at the disk for each file: a new build is served without a restart
    etag: true,
    brotli: true,
    gzip: true,
    setHeaders: (response, pathname) => response.setHeader('Cache-Control', cachingOf(pathname)),
  });
  return (request, response, next) => {
    if (!isReading(request) || OTHERS.test(request.path)) return next();
    request.route = { path: 'console' };
    files(request, response, () => {
      if (!isNavigation(request)) return next();
      request.url = '/index.html';
      files(request, response, next);
    });
  };
}

function cachingOf(pathname: string): string {
  if (HASHED.test(pathname)) return `public, max-age=${YEAR_SECONDS}, immutable`;
  return /\.html$|\/$/.test(pathname) ? 'no-store' : 'no-cache';
}

function isReading({ method }: Request): boolean {
  return method === 'GET' || method === 'HEAD';
}

function isNavigation(request: Request): boolean {
  const mode = request.headers['sec-fetch-mode'];
  if (mode !== undefined && mode !== 'navigate') return false;
  return request.accepts(['json', 'html']) === 'html' && !/\.\w+$/.test(request.path);
}
