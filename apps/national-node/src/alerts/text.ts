import { applyDecorators } from '@nestjs/common';
import { IsString, Length, Matches, ValidateIf } from 'class-validator';

/** Absent is fine, `null` is not: a member that is there must have its type. */
export const Optional = () => ValidateIf((_, value) => value !== undefined);

/**
 * Text of 1 to `max` UTF-16 units in which every surrogate has its partner and no control character hides
 * (RFC 8785 §3.2.2.2 cannot canonicalise lone surrogates; control characters have no place on a screen or in print).
 */
export const Text = (max: number) =>
  applyDecorators(
    IsString(),
    Length(1, max),
    Matches(/^(?:[^\p{Cs}\p{Cc}]|[\n\t])*$/u, {
      message: '$property holds control characters or broken characters',
    }),
  );
