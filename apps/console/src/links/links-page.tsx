import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { LinkItem } from '../api/links.js';
import { lang, t } from '../i18n/index.js';
import { connection } from '../live/live.js';
import { isOld, linksRefused, readAtLast, refreshLinks } from '../live/partner-links.js';
import { now } from '../time/clock.js';
import { moment } from '../time/format.js';
import { problemText } from '../ui/problem-text.js';
import { isMoving } from './link-sentences.js';
import { PartnerSection } from './partner-section.js';
import './links.css';

/** While the node works on something the page follows it, this often … */
const FOLLOW_MS = 3_000;
/** … and this long: what takes longer waits for a partner, and the usual look is enough. */
const FOLLOWS = 100;

/** How the link with each partner stands, what is wrong with it, and what can be begun to mend it. */
export default function LinksPage() {
  const links = readAtLast.value?.links ?? [];
  useEffect(() => void refreshLinks(), []);
  useFollowing(links);
  return (
    <section class="page stack links">
      <header>
        <h1>{t('shell.links')}</h1>
        <p class="quiet">{t('links.about')}</p>
      </header>
      <Freshness />
      {links.map((link) => (
        <PartnerSection key={link.partner} link={link} />
      ))}
    </section>
  );
}

/** What is shown is of now, or it says of when it is and why. */
function Freshness() {
  const read = readAtLast.value;
  const problem = linksRefused.value;
  const hasLine = connection.value === 'connected';
  if (problem) {
    return (
      <div class="notice grave" role="alert">
        <p>{t('links.refused', { why: problemText(problem) })}</p>
        <button type="button" class="button" onClick={() => void refreshLinks()}>
          {t('shell.retry')}
        </button>
      </div>
    );
  }
  if (read === null) return <p class="quiet">{t(hasLine ? 'shell.loading' : 'links.unread')}</p>;
  if (read.links.length === 0) return <p class="sheet">{t('links.none')}</p>;
  if (hasLine && !isOld(now.value)) return null;
  const at = new Date(read.at).toISOString();
  return <p class="notice caution">{t('links.old', { t: moment(at, now.value, lang.value) })}</p>;
}

/** Reads again and again while something moves, for a while. */
function useFollowing(links: readonly LinkItem[]): void {
  const moves = links.some(isMoving);
  const left = useSignal(FOLLOWS);
  useEffect(() => {
    left.value = FOLLOWS;
    if (!moves) return undefined;
    const timer = setInterval(() => {
      if (left.value-- > 0) void refreshLinks();
    }, FOLLOW_MS);
    return () => clearInterval(timer);
  }, [moves]);
}
