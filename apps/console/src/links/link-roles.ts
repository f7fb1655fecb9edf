import type { Role } from '../api/types.js';

/** As the national node decides; what it would refuse is not offered. */
export const LINK_READERS: readonly Role[] = ['desk', 'post', 'supervisor', 'national-centre'];
export const LINK_MENDERS: readonly Role[] = ['supervisor', 'national-centre'];
