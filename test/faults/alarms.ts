import { Machine } from '../e2e/support/sandbox.js';

/** The alarms that stand at a nation about its link with another. */
export async function alarmsAt(at: string, of: string): Promise<string[]> {
  const { body } = await new Machine(at, 'system').call<{ items: { partner: string; alarms: string[] }[] }>(
    'api',
    'GET',
    '/v1/links',
  );
  const link = body.items.find(({ partner }) => partner === of);
  if (!link) throw new Error(`${at} knows no link with ${of}`);
  return link.alarms;
}
