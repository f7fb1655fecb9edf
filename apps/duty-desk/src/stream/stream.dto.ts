import { IsOptional, Matches } from 'class-validator';
import { STREAM_EVENTS, type StreamEvent } from './stream-chunks.js';

const LIST = new RegExp(`^(${STREAM_EVENTS.join('|')})(,(${STREAM_EVENTS.join('|')}))*$`);

export class StreamQuery {
  /** `notification`, `change` and `receipt`, comma-separated; with it heartbeats are events too. */
  @IsOptional()
  @Matches(LIST, { message: '$property must be of notification, change, receipt' })
  events?: string;

  /** Resumes after this event where no `Last-Event-ID` says so. */
  @IsOptional()
  @Matches(/^\d{1,18}$/, { message: '$property must be an event id' })
  after?: string;
}

/** In the order of the contract; null where nothing was asked for. */
export function askedFor({ events }: StreamQuery): StreamEvent[] | null {
  if (events === undefined) return null;
  const names = events.split(',');
  return STREAM_EVENTS.filter((name) => names.includes(name));
}
