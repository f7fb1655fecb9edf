import { buildMessage, IS_ISO8601, isISO8601, ValidateBy } from 'class-validator';

const STRICT = { strict: true };

/**
 * A day or time of ISO 8601 that JavaScript can tell: the standard's weeks, numbered days and shortened forms are none,
 * and would become a moment that no database takes.
 */
export const IsMoment = (): PropertyDecorator =>
  ValidateBy({
    name: IS_ISO8601, // the same rule to callers, and the same format in the API's description
    constraints: [STRICT],
    validator: {
      validate: (value) => isISO8601(value, STRICT) && !Number.isNaN(Date.parse(value as string)),
      defaultMessage: buildMessage((each) => `${each}$property must be a valid ISO 8601 date string`),
    },
  });
