import { createPrivateKey } from 'node:crypto';
import { DiskFiles, heldKey, noteSigner } from '@passerelle/evidence';
import { createKafka, silentLogger } from '@passerelle/kafka';
import { LogKeeper } from '../../../../apps/auditor/src/keep/log-keeper.js';

/** Keeps the log of a topic in a folder until it is killed, and says once that it runs. */
const [folder = '', key = '', origin = '', brokers = '', topic = '', firstRun = ''] = process.argv.slice(2);
const keeper = new LogKeeper({
  kafka: createKafka({ clientId: 'keep', brokers: brokers.split(',') }, silentLogger),
  topic,
  nation: 'XA',
  files: new DiskFiles(folder),
  signer: noteSigner(origin, heldKey(createPrivateKey(Buffer.from(key, 'base64').toString()))),
  firstRun: firstRun === 'true',
  logger: silentLogger,
  clock: { now: () => new Date() },
  pace: 5,
});
keeper.start();
const watch = setInterval(() => {
  if (keeper.health.state !== 'running') return;
  clearInterval(watch);
  process.stdout.write('running\n');
}, 5);
