import { t } from '../i18n/index.js';
import { nation } from '../i18n/nation.js';
import type { PreviewState } from './use-preview.js';

/** What the button says is what will happen. */
export function SendButton(properties: { preview: PreviewState; sending: boolean; isChange: boolean }) {
  const { preview, sending, isChange } = properties;
  return (
    <div class="send">
      <button type="submit" class="button primary" aria-disabled={sending}>
        {sending ? t('write.sending') : words(preview, isChange)}
      </button>
    </div>
  );
}

function words({ shown, offline }: PreviewState, isChange: boolean): string {
  const previews = shown.value?.previews ?? [];
  const partners = previews.filter(({ decision }) => decision === 'release');
  const [only] = partners;
  if (offline.value) return t('write.keepAndSend');
  if (previews.length > 0 && partners.length === 0) return t('write.recordOnly');
  if (only && partners.length === 1)
    return t(isChange ? 'write.sendChangeTo' : 'write.sendTo', { nation: nation(only.partner, 'to') });
  return t(isChange ? 'write.sendChange' : 'write.send');
}
