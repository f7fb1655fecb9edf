/** One sandbox for all end-to-end specs: two nations from the built tree, in a folder and on ports of their own. */
import { startSandbox } from './sandbox-process.mjs';

export default async function setUp() {
  if (process.env.PASSERELLE_E2E_SANDBOX) return; // a running one was named: use it and leave it running
  const sandbox = await startSandbox({ story: true });
  process.env.PASSERELLE_E2E_SANDBOX = sandbox.file;
  globalThis.passerelleSandbox = sandbox;
}
