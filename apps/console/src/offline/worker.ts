/// <reference lib="webworker" />
declare const self: ServiceWorkerGlobalScope;

/** Filled in by the build: every file of the console, and the hash of them all. */
const SHELL = '__SHELL__' as unknown as Shell;

export interface Shell {
  version: string;
  files: readonly string[];
}

const PREFIX = 'shell-';
const CACHE = PREFIX + SHELL.version;
const PAGE = '/index.html';
/** What the desk answers itself. Above all the event stream: a worker that proxies it silences the desk. */
const SERVED_BY_THE_DESK = /^\/(v1|api|session|auditor|health|metrics|openapi\.json)(\/|$)/;

self.addEventListener('install', (event) => {
  event.waitUntil(precache());
});

self.addEventListener('activate', (event) => {
  event.waitUntil(dropFormerShells());
});

/** The page says when no form is open and nothing waits to be sent. */
self.addEventListener('message', ({ data }) => {
  if (data === 'activate') void self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== 'GET' || origin !== self.location.origin || SERVED_BY_THE_DESK.test(pathname)) return;
  const file = mode === 'navigate' ? PAGE : pathname;
  if (file === PAGE || SHELL.files.includes(file)) event.respondWith(fromShell(file, event.request));
});

/** Files already here under the same hashed name are not fetched again: an update costs what changed. */
async function precache(): Promise<void> {
  const cache = await caches.open(CACHE);
  await Promise.all(
    SHELL.files.map(async (file) => {
      const known = isHashed(file) ? await caches.match(file) : undefined;
      const response = known ?? (await fetch(file, { cache: isHashed(file) ? 'default' : 'no-cache' }));
      if (!response.ok) throw new Error(`${file} answered ${response.status}`);
      await cache.put(file, response);
    }),
  );
}

async function dropFormerShells(): Promise<void> {
  const former = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(former.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function fromShell(file: string, request: Request): Promise<Response> {
  const cached = await (await caches.open(CACHE)).match(file);
  return cached ?? fetch(request);
}

function isHashed(file: string): boolean {
  return file.startsWith('/assets/');
}
