import type { AlertItem, NotificationItem } from '../api/types.js';
import { HERE_KM, kilometresBetween, type Point, pointOfPlace } from './nearness.js';

/** An open alert as a post sees it. */
export interface Nearby {
  item: NotificationItem;
  alert: AlertItem | undefined;
  /** Whole kilometres from the post; null where neither says where it is. */
  kilometres: number | null;
}

/** What is around the post, then the rest: in each the urgent first, then the nearest, then the newest; at the end what is over. */
export function inPostOrder(
  items: readonly NotificationItem[],
  contents: ReadonlyMap<string, AlertItem>,
  post: (Point & { code: string }) | undefined,
): { here: Nearby[]; elsewhere: Nearby[] } {
  const all = items.map((item): Nearby => {
    const alert = contents.get(item.alertId);
    return { item, alert, kilometres: post ? distance(alert, post) : null };
  });
  const isHere = ({ kilometres }: Nearby): boolean => kilometres !== null && kilometres <= HERE_KM;
  return {
    here: all.filter(isHere).sort(compare),
    elsewhere: all.filter((each) => !isHere(each)).sort(compare),
  };
}

function distance(alert: AlertItem | undefined, post: Point & { code: string }): number | null {
  const place = alert?.place;
  if (place && 'post' in place && place.post === post.code) return 0;
  const point = pointOfPlace(place);
  return point ? Math.round(kilometresBetween(point, post)) : null;
}

/** What is over comes last, what is only practised before that. */
const weight = ({ item }: Nearby): number => (item.withdrawn ? 2 : item.status === 'Actual' ? 0 : 1);

function compare(one: Nearby, other: Nearby): number {
  const standing = weight(one) - weight(other);
  if (standing !== 0) return standing;
  const urgent = Number(other.item.urgency === 'urgent') - Number(one.item.urgency === 'urgent');
  if (urgent !== 0) return urgent;
  const near = (one.kilometres ?? Infinity) - (other.kilometres ?? Infinity);
  return near || other.item.receivedAt.localeCompare(one.item.receivedAt);
}
