import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The top of the working copy, found from source and from `dist` alike. */
export function repositoryRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package-lock.json'))) {
    const above = dirname(folder);
    if (above === folder) throw new Error('libs/testing works inside the Passerelle working copy only');
    folder = above;
  }
  return folder;
}

interface KafkaFetch {
  fetchKafka: (report?: (line: string) => void) => Promise<{ libs: string; downloadSeconds: number }>;
}

/** The folder with the broker's jars; downloads them when `npm start` or `npm test` has not done so yet. */
export async function kafkaLibs(): Promise<string> {
  const script = pathToFileURL(join(repositoryRoot(), 'deploy', 'kafka', 'fetch.mjs'));
  const { fetchKafka } = (await import(script.href)) as KafkaFetch;
  return (await fetchKafka()).libs;
}
