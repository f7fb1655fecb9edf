import { createPrivateKey } from 'node:crypto';
import { DiskFiles, heldKey, noteSigner, TlogDirectory } from '@passerelle/evidence';
import { batchAt } from '../told.js';

/** Goes on with the log in a folder until it is killed, and says each size it has signed. */
const [folder = '', key = '', origin = ''] = process.argv.slice(2);
const signer = noteSigner(origin, heldKey(createPrivateKey(Buffer.from(key, 'base64').toString())));
const log = await TlogDirectory.open(new DiskFiles(folder), signer);
for (;;) {
  const { size } = await log.append(batchAt(log.head.size));
  process.stdout.write(`${size}\n`);
}
