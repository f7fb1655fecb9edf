import type { help as french } from '../fr/help.js';
import type { Translation } from '../message.js';

export const help: Translation<typeof french> = {};
