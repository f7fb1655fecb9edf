import type { offline as french } from '../fr/offline.js';
import type { Translation } from '../message.js';

export const offline: Translation<typeof french> = {};
