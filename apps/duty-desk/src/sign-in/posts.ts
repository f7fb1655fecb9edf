import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { readFileSync } from 'node:fs';
import { PostItem } from './session.dto.js';

export const POSTS = Symbol("the nation's border posts");

/** @throws Error naming the file, where it is no list of posts */
export function readPosts(file: string | undefined): readonly PostItem[] {
  if (file === undefined) return [];
  const list = parse(file);
  if (!Array.isArray(list)) throw unreadable(file);
  const posts = plainToInstance(PostItem, list as object[]);
  if (posts.some((post) => validateSync(post, { whitelist: true }).length > 0)) throw unreadable(file);
  return posts;
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw unreadable(file);
  }
}

function unreadable(file: string): Error {
  return new Error(`POSTS_FILE ${file} must be a JSON array of {code, name, lat, lon}`);
}
