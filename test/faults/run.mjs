/** `npm run faults`: builds what changed, then breaks two nations in every way it knows. */
import { demandPrerequisites } from '../../deploy/prerequisites.mjs';

demandPrerequisites();
const { prepare } = await import('../../deploy/prepare.mjs');
await prepare(console.log);
await import('../../dist/test/faults/main.js');
