import { label } from '@passerelle/exchange-model';
import { useEffect } from 'preact/hooks';
import type { AlertItem } from '../api/types.js';
import { lang, t } from '../i18n/index.js';
import { officer } from '../session/session.js';
import { now } from '../time/clock.js';
import { clock } from '../time/format.js';
import { Identifier } from '../ui/identifier.js';
import { PriorityMark } from '../ui/priority-mark.js';
import { priorityOf } from '../ui/priority.js';
import { Age } from '../ui/time.js';
import { notShown, queue, queueState } from '../watch/queue.js';
import { contents, loadContents } from './contents.js';
import { inPostOrder, type Nearby } from './post-order.js';
import './post.css';

const OLD_HOURS = 1;

/** What concerns this post, large enough to read in the sun and to reach with a thumb. */
export default function PostPage() {
  const items = queue.value.filter(({ state }) => state !== 'closed');
  const { post: code, posts = [] } = officer.value ?? {};
  const post = posts.find((each) => each.code === code);
  const key = items.map(({ alertId, version }) => `${alertId} ${version}`).join();
  useEffect(() => loadContents(items), [key]);
  const { here, elsewhere } = inPostOrder(items, contents.value, post);
  return (
    <section class="post">
      <h1>{post ? t('post.near', { post: post.name }) : t('post.here')}</h1>
      <ListAge />
      {post && here.length === 0 && <p class="quiet">{t('post.nothingHere')}</p>}
      <Cards list={here} />
      {post && <h2>{t('post.elsewhere')}</h2>}
      {elsewhere.length === 0 && (post ? here.length > 0 : true) && (
        <p class="quiet">{t('post.nothingElsewhere')}</p>
      )}
      <Cards list={elsewhere} />
      {notShown.value > 0 && <p class="quiet">{t('post.more', { n: notShown.value })}</p>}
    </section>
  );
}

/** A list read without a line says when it was read; an old one says what to do about it. */
function ListAge() {
  const state = queueState.value;
  if (state.state === 'loading') return <p class="quiet">{t('shell.loading')}</p>;
  if (state.state !== 'kept') return null;
  const hours = Math.floor((now.value - Date.parse(state.at)) / 3_600_000);
  return (
    <p class="notice">
      {hours >= OLD_HOURS ? t('post.oldList', { h: hours }) : t('post.listOf', { t: clock(state.at) })}
    </p>
  );
}

function Cards({ list }: { list: readonly Nearby[] }) {
  return (
    <ul class="cards">
      {list.map((nearby) => (
        <li key={nearby.item.notificationId}>
          <Card nearby={nearby} />
        </li>
      ))}
    </ul>
  );
}

function Card({ nearby: { item, alert, kilometres } }: { nearby: Nearby }) {
  const priority = priorityOf(item);
  return (
    <a class={`card p${priority}${item.withdrawn ? ' struck' : ''}`} href={`/post/${item.notificationId}`}>
      <span class="card-top">
        <PriorityMark priority={priority} status={item.status} />
        <Age since={item.receivedAt} />
      </span>
      <strong class="card-title">{label('category', item.category, lang.value)}</strong>
      {item.withdrawn && <span class="card-action">{t('post.withdrawn')}</span>}
      {!item.withdrawn && alert?.action && (
        <span class="card-action">{label('action', alert.action, lang.value)}</span>
      )}
      {!item.withdrawn && alert && <Telling alert={alert} />}
      <span class="card-place quiet">
        <PlaceWords alert={alert} />
        {kilometres !== null && kilometres > 0 && (
          <span class="num">{t('post.kilometres', { n: kilometres })}</span>
        )}
      </span>
    </a>
  );
}

/** By what it is recognised at the roadside: warnings, plate, name, document. */
function Telling({ alert }: { alert: AlertItem }) {
  const { warnings = [], vehicle, person, livestock } = alert;
  const about = [vehicle?.colour, vehicle?.make ?? vehicle?.type].filter(Boolean).join(', ');
  return (
    <>
      {warnings.length > 0 && (
        <span class="card-warnings">
          {warnings.map((warning) => label('warning', warning, lang.value)).join(' · ')}
        </span>
      )}
      {vehicle?.plate && (
        <span class="card-code">
          <Identifier>{vehicle.plate}</Identifier>
        </span>
      )}
      {about && <bdi>{about}</bdi>}
      {person?.names?.slice(0, 2).map(({ full }) => (
        <bdi key={full}>{full}</bdi>
      ))}
      {person?.documents?.slice(0, 1).map(({ number }) => (
        <span class="card-code" key={number}>
          <Identifier>{number}</Identifier>
        </span>
      ))}
      {livestock && (
        <span>
          <span class="num">{livestock.count}</span> {label('species', livestock.species, lang.value)}
          {livestock.brand && (
            <>
              {' · '}
              <bdi>{livestock.brand}</bdi>
            </>
          )}
        </span>
      )}
    </>
  );
}

function PlaceWords({ alert }: { alert: AlertItem | undefined }) {
  const place = alert?.place;
  if (!place) return <span>{t('post.placeUnknown')}</span>;
  if ('name' in place && place.name) return <bdi>{place.name}</bdi>;
  if ('lat' in place) return <Identifier>{`${place.lat}, ${place.lon}`}</Identifier>;
  return <span>{t('post.around')}</span>;
}
