/** The flags of `npm start -- …`. Plain JavaScript, because a wrong one is refused before anything is installed. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export const USAGE = `npm start -- [--empty] [--reset] [--dir PATH] [--port-base N] [--nations FILE] [--instances N]
  --empty         do not load the demonstration story
  --reset         throw away what the data folder holds and start from nothing
  --dir PATH      data folder (default .sandbox)
  --port-base N   first of the ports it uses, all on loopback (default 20100)
  --nations FILE  other nations than those of deploy/sandbox/nations.json
  --instances N   of every service that shares its work among several (default 1)
  --breakable N   for tests that break things: somebody else stands in the line to the n-th nation's broker, at port
                  N+2n, and forwards to N+2n+1; a nation's clock can be moved`;

const HIGHEST_BASE = 65000;
const MOST_INSTANCES = 4;

/** @throws Error with one line that says which flag is wrong */
export function parseFlags(args) {
  const { values } = parseArgs({
    args,
    options: {
      empty: { type: 'boolean', default: false },
      reset: { type: 'boolean', default: false },
      dir: { type: 'string', default: '.sandbox' },
      'port-base': { type: 'string', default: '20100' },
      nations: { type: 'string', default: 'deploy/sandbox/nations.json' },
      instances: { type: 'string', default: '1' },
      breakable: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const portBase = portOf('port-base', values['port-base']);
  const instances = Number(values.instances);
  if (!Number.isInteger(instances) || instances < 1 || instances > MOST_INSTANCES) {
    throw new Error(`--instances must be a whole number from 1 to ${MOST_INSTANCES}`);
  }
  return {
    empty: values.empty,
    reset: values.reset,
    help: values.help,
    directory: resolve(values.dir),
    nationsFile: resolve(values.nations),
    portBase,
    instances,
    ...(values.breakable !== undefined && { lineBase: portOf('breakable', values.breakable) }),
  };
}

function portOf(flag, value) {
  const port = Number(value);
  if (!Number.isInteger(port) || port < 1024 || port > HIGHEST_BASE) {
    throw new Error(`--${flag} must be a whole number from 1024 to ${HIGHEST_BASE}`);
  }
  return port;
}
