import { type EscalationClocks, type EscalationStep, type Level, LEVELS } from '@passerelle/exchange-model';

/** One link of the chain: what happens when nobody has taken the alert for so many seconds. */
export interface ChainStep {
  step: EscalationStep;
  afterSeconds: number;
}

/** What is due now: overdue steps together are one, and it goes as high as the highest. */
export interface DueSteps {
  steps: EscalationStep[];
  /** Nothing is due but what belongs to the arrival itself. */
  isArrival: boolean;
}

/** The chain ends at a person: the national centre is told again, less and less often, until somebody acts. */
export const CENTRE_REPEAT_SECONDS = 300;
export const CENTRE_REPEAT_AT_MOST_SECONDS = 3_600;

/**
 * The first step that comes after so many seconds of waiting, by the clocks of the agreement; -1 asks for the first of
 * all. null where there is none: a routine alert ends at the supervisor.
 */
export function nextStep(clocks: EscalationClocks, urgency: string, afterSeconds: number): ChainStep | null {
  const chain = chainOf(clocks, urgency);
  const next = chain.find((step) => step.afterSeconds > afterSeconds);
  if (next !== undefined) return next;
  return urgency === 'urgent' ? centreRepeat(chain.at(-1)?.afterSeconds ?? 0, afterSeconds) : null;
}

/** The steps after `doneSeconds` that `elapsedSeconds` has reached, each kind once; null where there is none. */
export function dueSteps(
  clocks: EscalationClocks,
  urgency: string,
  doneSeconds: number,
  elapsedSeconds: number,
): DueSteps | null {
  const next = nextStep(clocks, urgency, doneSeconds);
  if (next === null || next.afterSeconds > elapsedSeconds) return null;
  const due = chainOf(clocks, urgency).filter(
    ({ afterSeconds }) => afterSeconds > doneSeconds && afterSeconds <= elapsedSeconds,
  );
  const steps = [...new Set([next, ...due].map(({ step }) => step))];
  return { steps, isArrival: due.length > 0 && due.every(({ afterSeconds }) => afterSeconds === 0) };
}

/** The level these steps reach, never below where the alert is already. */
export function levelReached(steps: readonly EscalationStep[], level: Level): Level {
  return (
    LEVELS.findLast((candidate) => candidate === level || steps.some((step) => step === candidate)) ?? level
  );
}

const RANK: Record<EscalationStep, number> = {
  repeat: 0,
  supervisor: 1,
  'national-centre': 2,
  'sender-told': 3,
};

function chainOf(clocks: EscalationClocks, urgency: string): ChainStep[] {
  if (urgency !== 'urgent') return [{ step: 'supervisor', afterSeconds: clocks.routineSeconds }];
  const steps: ChainStep[] = [
    ...clocks.deskRepeatSeconds.map((afterSeconds) => ({ step: 'repeat' as const, afterSeconds })),
    { step: 'supervisor', afterSeconds: clocks.supervisorSeconds },
    { step: 'national-centre', afterSeconds: clocks.nationalCentreSeconds },
    { step: 'sender-told', afterSeconds: clocks.senderToldSeconds },
  ];
  return steps.sort((a, b) => a.afterSeconds - b.afterSeconds || RANK[a.step] - RANK[b.step]);
}

function centreRepeat(end: number, afterSeconds: number): ChainStep {
  let at = end;
  let gap = CENTRE_REPEAT_SECONDS;
  for (; at <= afterSeconds && gap < CENTRE_REPEAT_AT_MOST_SECONDS; gap *= 2) at += gap;
  if (at <= afterSeconds) {
    const rounds = Math.floor((afterSeconds - at) / CENTRE_REPEAT_AT_MOST_SECONDS) + 1;
    at += rounds * CENTRE_REPEAT_AT_MOST_SECONDS;
  }
  return { step: 'repeat', afterSeconds: at };
}
