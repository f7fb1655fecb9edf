import type { Request } from 'express';
import type { Problem } from './problem.js';

/** Languages that a caller may ask for; the first is the one problems are written in. */
const LANGUAGES = ['en', 'fr', 'ar'] as const;
export type ProblemLanguage = (typeof LANGUAGES)[number];

/** The sentence for a broken rule; null where there is none, and the English one stays. */
export type TranslateRule = (rule: string, language: ProblemLanguage) => string | null;

/** Injection token of the service's `TranslateRule`. */
export const TRANSLATE_RULE = Symbol('translation of broken rules');

/** RFC 9110 §12.5.4: what the caller reads best, English where they did not say. */
export function languageOf(request: Pick<Request, 'acceptsLanguages'>): ProblemLanguage {
  const best = request.acceptsLanguages([...LANGUAGES]);
  return LANGUAGES.find((language) => language === best) ?? 'en';
}

/** The problem with its `errors` in the caller's language. Codes, rules and paths are the same in every language. */
export function translated(problem: Problem, language: ProblemLanguage, translate: TranslateRule): Problem {
  if (language === 'en' || problem.errors === undefined) return problem;
  const errors = problem.errors.map((error) => ({
    ...error,
    message: translate(error.rule, language) ?? error.message,
  }));
  return { ...problem, errors };
}
