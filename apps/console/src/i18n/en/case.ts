import type { caseFile as french } from '../fr/case.js';
import type { Translation } from '../message.js';

export const caseFile: Translation<typeof french> = {};
