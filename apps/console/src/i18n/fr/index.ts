import { caseFile } from './case.js';
import { help } from './help.js';
import { journal } from './journal.js';
import type { links } from './links.js';
import { nations } from './nations.js';
import { offline } from './offline.js';
import { post } from './post.js';
import { shell } from './shell.js';
import { shift } from './shift.js';
import { watch } from './watch.js';
import { write } from './write.js';

/** Every sentence of the console in this language, by area. */
export const catalogue = { caseFile, help, journal, nations, offline, post, shell, shift, watch, write };

/** Areas that come with the page that needs them. */
export interface PageAreas {
  links: typeof links;
}

export type Catalogue = typeof catalogue & PageAreas;
