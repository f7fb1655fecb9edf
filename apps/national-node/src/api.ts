import type { ApiDescription } from '@passerelle/runtime';

export const NATIONAL_NODE_API: ApiDescription = {
  title: 'Passerelle national node',
  description: 'The nation’s own alerts and those its partners shared with it, for national systems.',
  version: '1.0.0',
};
