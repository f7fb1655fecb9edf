/** `npm run demo`: builds what changed, then plays the demonstration over a running sandbox. */
import { build } from '../build.mjs';

build(console.log);
await import('../../dist/deploy/demo/src/main.js');
