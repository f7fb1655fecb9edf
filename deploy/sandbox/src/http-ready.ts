import { setTimeout as pause } from 'node:timers/promises';

const POLL_MS = 250;
const ANSWER_MS = 2000;

/** Until a GET is answered with success. @throws Error with the last answer when it takes too long */
export async function untilAnswers(url: string, patienceMs = 180_000): Promise<void> {
  const deadline = Date.now() + patienceMs;
  let last = '';
  while (Date.now() < deadline) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) });
      if (response.ok) return;
      last = `${response.status} ${(await response.text()).slice(0, 500)}`;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    await pause(POLL_MS);
  }
  throw new Error(`${url} did not become ready: ${last}`);
}
