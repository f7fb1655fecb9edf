import type { watch as french } from '../fr/watch.js';
import type { Translation } from '../message.js';

export const watch: Translation<typeof french> = {};
