import type { Problem } from '../api/http.js';
import { t } from '../i18n/index.js';

/**
 * Why a service refused, in the officer's language. What the service itself says is for the log; an officer needs the
 * rule, and the code to quote where the fault is ours.
 */
export function problemText({ status, code, instance = '' }: Problem): string {
  if (status === 401) return t('shell.problem_session');
  if (status === 403) return t('shell.problem_forbidden');
  if (status === 404) return t('shell.problem_notFound');
  if (status === 429) return t('shell.problem_limit');
  if (status >= 500) return t('shell.problem_fault', { instance: instance.split(':').pop() ?? '' });
  return t('shell.problem_other', { code });
}
