/**
 * SQL: no later version of the message was taken in. Every message carries the complete state of its subject, so whoever
 * answered a later one misses nothing of this one; and what was erased meanwhile could not be sent again.
 */
export const notOvertaken = (message: string): string =>
  `not exists (select 1 from message overtaking where overtaking.iss = ${message}.iss
               and overtaking.jti = ${message}.jti and overtaking.ver > ${message}.ver
               and overtaking.answer is not null and overtaking.answer <> 'refused')`;
