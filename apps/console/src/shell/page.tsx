import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { lang, t } from '../i18n/index.js';
import { homeOf } from '../routing/home.js';
import { routeAt } from '../routing/route-at.js';
import { navigate, path } from '../routing/router.js';
import type { PageModule, Route } from '../routing/routes.js';
import { officer } from '../session/session.js';
import { pageTitle } from './title.js';

/** The page that the address names. Its heading takes focus when the page changes, so that it is heard. */
export function Page() {
  const found = routeAt(path.value, officer.value?.roles ?? []);
  const loaded = useLoaded(found?.route);
  const main = useRef<HTMLElement>(null);
  const pattern = found?.route.pattern;

  useEffect(() => {
    if (path.value === '/') navigate(homeOf(officer.value?.roles ?? []), { replace: true });
  }, [path.value]);
  useEffect(() => {
    pageTitle.value = found ? t(found.route.title) : t('shell.notFound');
  }, [pattern, lang.value]);
  useFirstHeading(main, loaded?.default);

  return (
    <main id="page" ref={main} tabIndex={-1}>
      {!found && path.value !== '/' && <NotFound />}
      {found && loaded === undefined && <p class="center quiet">{t('shell.loading')}</p>}
      {found && loaded === null && <PageFailed />}
      {found && loaded && <loaded.default parameters={found.parameters} />}
    </main>
  );
}

/** The module of a route: undefined while it comes, null where it could not. */
function useLoaded(route: Route | undefined): PageModule | null | undefined {
  const module = useSignal<{ load: Route['load']; loaded: PageModule | null } | null>(null);
  const load = route?.load;
  useEffect(() => {
    let current = true;
    const arrived = (loaded: PageModule | null): void => {
      if (current && load) module.value = { load, loaded };
    };
    load?.().then(arrived, () => arrived(null));
    return () => {
      current = false;
    };
  }, [load]);
  return module.value && module.value.load === load ? module.value.loaded : undefined;
}

/** Not on the first page: there the browser's own start of the document is right. */
function useFirstHeading(main: { current: HTMLElement | null }, page: unknown): void {
  const before = useRef<unknown>(undefined);
  useEffect(() => {
    if (!page) return;
    const isFirst = before.current === undefined;
    if (before.current === page) return;
    before.current = page;
    if (isFirst) return;
    const heading = main.current?.querySelector<HTMLElement>('h1');
    heading?.setAttribute('tabindex', '-1');
    heading?.focus();
  }, [page]);
}

function NotFound() {
  return (
    <section class="page stack">
      <h1>{t('shell.notFound')}</h1>
      <p>{t('shell.notFoundWhy')}</p>
      <p>
        <a href="/">{t('shell.backHome')}</a>
      </p>
    </section>
  );
}

function PageFailed() {
  return (
    <section class="page stack">
      <h1>{t('shell.problem')}</h1>
      <p>{t('shell.pageFailed')}</p>
      <div class="buttons">
        <button type="button" class="button primary" onClick={() => location.reload()}>
          {t('shell.retry')}
        </button>
      </div>
    </section>
  );
}
