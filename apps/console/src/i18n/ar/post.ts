import type { post as french } from '../fr/post.js';
import type { Translation } from '../message.js';

export const post: Translation<typeof french> = {};
