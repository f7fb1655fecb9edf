import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** A border post. Coordinates of the sandbox are schematic: they show the order of the posts, not where they are. */
export interface Post {
  code: string;
  name: string;
  lat: number;
  lon: number;
}

export interface Nation {
  /** ISO 3166-1 alpha-2, or user-assigned such as XA. */
  code: string;
  name: string;
  /** Codes of all other nations of the sandbox. */
  partners: string[];
  /** From west to east. */
  posts: Post[];
}

export interface AgreementPlan {
  parties: [string, string];
  /** What passctl drafts from. */
  template: string;
}

export interface Plan {
  nations: Nation[];
  agreements: AgreementPlan[];
}

/** Lower-case code: topics, principals and folders begin with it. */
export function slug(code: string): string {
  return code.toLowerCase();
}

/** Reads nations.json; template paths in it count from its own folder. */
export async function readPlan(file: string): Promise<Plan> {
  const plan = JSON.parse(await readFile(file, 'utf8')) as {
    nations: { code: string; name: string; posts?: Post[] }[];
    agreements: AgreementPlan[];
  };
  const codes = plan.nations.map(({ code }) => code);
  if (codes.length < 2 || !codes.every((code) => /^[A-Z]{2}$/.test(code))) {
    throw new Error(`${file} must list at least two nations by their two-letter codes`);
  }
  return {
    nations: plan.nations.map(({ code, name, posts = [] }) => ({
      code,
      name,
      posts,
      partners: codes.filter((other) => other !== code),
    })),
    agreements: plan.agreements.map(({ parties, template }) => ({
      parties,
      template: resolve(dirname(file), template),
    })),
  };
}
