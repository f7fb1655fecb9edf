import type { ApiDescription } from '@passerelle/runtime';

export const DUTY_DESK_API: ApiDescription = {
  title: 'Passerelle duty desk',
  description: "Notifications of the partner's alerts for the officers on duty, and their acknowledgement.",
  version: '1.0.0',
};
