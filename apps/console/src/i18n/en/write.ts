import type { write as french } from '../fr/write.js';
import type { Translation } from '../message.js';

export const write: Translation<typeof french> = {};
