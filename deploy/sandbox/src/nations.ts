import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

export interface Nation {
  /** ISO 3166-1 alpha-2, or user-assigned such as XA. */
  code: string;
  name: string;
  /** Codes of all other nations of the sandbox. */
  partners: string[];
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
    nations: { code: string; name: string }[];
    agreements: AgreementPlan[];
  };
  const codes = plan.nations.map(({ code }) => code);
  if (codes.length < 2 || !codes.every((code) => /^[A-Z]{2}$/.test(code))) {
    throw new Error(`${file} must list at least two nations by their two-letter codes`);
  }
  return {
    nations: plan.nations.map(({ code, name }) => ({
      code,
      name,
      partners: codes.filter((other) => other !== code),
    })),
    agreements: plan.agreements.map(({ parties, template }) => ({
      parties,
      template: resolve(dirname(file), template),
    })),
  };
}
