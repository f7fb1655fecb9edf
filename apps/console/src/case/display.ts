import { useEffect } from 'preact/hooks';
import { act } from '../api/desk.js';
import type { NotificationItem } from '../api/types.js';
import { asMember } from '../session/acting-as.js';

/** Versions of cases whose content this page has shown and the desk knows of. */
const told = new Set<string>();

/** Tells the desk that content was on an officer's screen: not before it is drawn, nor in a tab nobody looks at. */
export function useDisplayReceipt({ notificationId, version, withdrawn }: NotificationItem): void {
  useEffect(() => {
    const name = `${notificationId} ${version}`;
    if (withdrawn || told.has(name)) return undefined;
    const tell = (): void => {
      if (document.visibilityState !== 'visible' || told.has(name)) return;
      told.add(name);
      void act(notificationId, 'display', asMember(), crypto.randomUUID()).then((answer) => {
        if (!answer.ok) told.delete(name);
      });
    };
    requestAnimationFrame(tell);
    document.addEventListener('visibilitychange', tell);
    return () => document.removeEventListener('visibilitychange', tell);
  }, [notificationId, version, withdrawn]);
}
