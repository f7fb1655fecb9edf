import type { ProcessEntry } from '../e2e/support/sandbox.js';
import { instancesOf, type Which } from './frozen.js';

/** What an instance's readiness says of each of its parts; nothing while it does not answer. */
export async function checksOf({ url }: ProcessEntry): Promise<Record<string, string>> {
  try {
    const response = await fetch(`${url}/health/ready`);
    return ((await response.json()) as { checks: Record<string, string> }).checks;
  } catch {
    return {};
  }
}

/** What is not in order with a service, by all its instances: `<part> <state>: <code>`. */
export async function complaintsOf(which: Which): Promise<string[]> {
  const checks = await Promise.all(instancesOf(which).map(checksOf));
  return checks
    .flatMap((each) => Object.entries(each))
    .filter(([, outcome]) => outcome !== 'ok')
    .map(([part, outcome]) => `${part} ${outcome}`);
}

/** True when every instance answers and all is well with it. */
export async function isReady(which: Which): Promise<boolean> {
  const checks = await Promise.all(instancesOf(which).map(checksOf));
  return checks.every((each) => {
    const outcomes = Object.values(each);
    return outcomes.length > 0 && outcomes.every((outcome) => outcome === 'ok');
  });
}
