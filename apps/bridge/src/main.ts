import { bootstrap } from '@passerelle/runtime';
import { CarryModule } from './carry/carry.module.js';
import { CarryConfig, EnforceConfig } from './config.js';
import { EnforceModule } from './enforce/enforce.module.js';

// Each role has its own configuration; one that is neither is refused there, with everything else that is wrong.
await (process.env['BRIDGE_ROLE'] === 'carry'
  ? bootstrap('bridge-carry', CarryConfig, { module: (config) => CarryModule.forRoot(config) })
  : bootstrap('bridge-enforce', EnforceConfig, { module: (config) => EnforceModule.forRoot(config) }));
