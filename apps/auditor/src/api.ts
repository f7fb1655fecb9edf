import type { ApiDescription } from '@passerelle/runtime';

export const AUDITOR_API: ApiDescription = {
  title: 'Passerelle auditor',
  description: 'What was issued, decided, released, withheld, received and acknowledged, with the reasons.',
  version: '1.0.0',
};
