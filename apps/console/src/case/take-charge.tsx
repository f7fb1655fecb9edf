import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { NotificationItem } from '../api/types.js';
import { t } from '../i18n/index.js';
import { wasOpenedByKey } from '../watch/opening.js';
import { Arming, INERT_MS } from './arming.js';
import { perform } from './perform.js';

/**
 * One press takes charge: of content that has been on the screen for 700 ms, never by a key held down. Opened by key,
 * the button has the focus and is described by the instruction, so that the second key press is enough.
 */
export function TakeCharge({ item, isShown }: { item: NotificationItem; isShown: boolean }) {
  const { armed, press, click } = useArming(item, isShown);
  const busy = useSignal(false);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isShown && wasOpenedByKey(item.notificationId)) button.current?.focus({ preventScroll: true });
  }, [isShown]);

  const take = async (): Promise<void> => {
    if (busy.value || !click()) return;
    busy.value = true;
    await perform(item, 'acknowledgement');
    busy.value = false;
  };
  return (
    <button
      type="button"
      ref={button}
      class="button primary take"
      aria-disabled={!armed.value || busy.value}
      aria-describedby={isShown ? 'instruction' : undefined}
      onPointerDown={() => press(false)}
      onKeyDown={(event) => press(event.repeat)}
      onClick={() => void take()}
    >
      {busy.value ? t('caseFile.taking') : t('caseFile.takeCharge')}
    </button>
  );
}

function useArming({ notificationId, version }: NotificationItem, isShown: boolean) {
  const arming = useMemo(() => new Arming(), []);
  const armed = useSignal(false);
  useEffect(() => {
    arming.reset();
    armed.value = false;
    if (!isShown) return undefined;
    arming.shown(performance.now());
    const timer = setTimeout(() => (armed.value = arming.isArmed(performance.now())), INERT_MS + 5);
    return () => clearTimeout(timer);
  }, [notificationId, version, isShown]);
  return {
    armed,
    press: (isRepeat: boolean) => arming.pressed(performance.now(), isRepeat),
    click: () => arming.clicked(performance.now()),
  };
}
