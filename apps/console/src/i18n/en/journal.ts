import type { journal as french } from '../fr/journal.js';
import type { Translation } from '../message.js';

export const journal: Translation<typeof french> = {};
