import type { links as french } from '../fr/links.js';
import type { Translation } from '../message.js';

export const links: Translation<typeof french> = {
  about:
    'What the national node knows about the link with each partner, and what to do when something is wrong.',
  unread: 'The state of the links has not been read yet.',
  refused: 'The state of the links could not be read: {why}',
  none: 'No partner.',
  old: 'State as it was read: {t}. No news since, it may have changed.',
  up: 'Link up. Heard: {t}.',
  silent: 'Link silent. Last sign: {t}.',
  never: 'Never heard.',
  unknown: 'State not known now. Last known sign: {t}.',
  unknownNever: 'State not known now. Never heard until then.',
  alarms: 'Alarms',
  noAlarm: 'No alarm.',
  do_silent:
    'What we send waits here and leaves by itself. For anything urgent, call your counterparts. Tell the operator if it lasts.',
  do_gap:
    'Messages of the partner were skipped: an alert may be missing here. A comparison has them sent again; the supervisor or the national centre begins it. If some are still missing after that, tell the operator.',
  'do_receipts-overdue':
    'Do not count on these having arrived. If it is urgent, call your counterparts. A comparison has them sent again; the supervisor or the national centre begins it.',
  do_drift:
    'The two sides do not hold the same, and sending again was not enough. The comparison begins again by itself every ten minutes; if the alarm stays, tell the operator.',
  'do_urgent-limit':
    'The partner signed more urgent messages within an hour than the agreement allows. All of them are taken in and dealt with. The supervisor raises it with their counterpart.',
  do_unknown: 'This console does not know this alarm yet. Tell the operator, quoting this code.',
  inbound: 'Messages received',
  noInbound: 'Nothing received yet.',
  noGap: 'No message is missing.',
  gap: {
    one: 'Message {first} of the lane “{lane}” (partition {partition}) is missing, since {t}.',
    other: 'Messages {first} to {last} of the lane “{lane}” (partition {partition}) are missing, since {t}.',
  },
  lane_urgent: 'urgent alerts',
  lane_routine: 'routine alerts',
  lane_receipt: 'receipts',
  lane_control: 'service',
  lane_watchlist: 'watchlists',
  receipts: 'Receipts due',
  noneOverdue: 'No receipt is overdue.',
  overdue: {
    one: '{n} message was not answered within the time agreed. It left: {t}.',
    other: '{n} messages were not answered within the time agreed. The oldest left: {t}.',
  },
  comparisons: 'Last comparisons',
  ours: 'What we sent',
  theirs: 'What we received',
  c_never: 'Never compared.',
  c_running: 'Comparison running…',
  c_complete: 'Complete ({t}): the two sides were in step.',
  c_mended: {
    one: 'Complete ({t}): {n} difference found and mended; the two sides were in step after that.',
    other: 'Complete ({t}): {n} differences found and mended; the two sides were in step after that.',
  },
  c_partial: {
    one: 'Partial ({t}): {n} difference found. Not everything was compared or mended: there may be others.',
    other:
      'Partial ({t}): {n} differences found. Not everything was compared or mended: there may be others.',
  },
  c_partialNone: 'Partial ({t}): not everything was compared. Nothing proves that the two sides agree.',
  c_failed: 'Failed ({t}): nothing could be compared.',
  lists: 'Sending of the watchlists',
  s_never: 'Never sent as a whole.',
  s_walking: 'Being sent: {list}.',
  s_starting: 'Being sent.',
  s_undecided: {
    one: 'All is signed; our bridge has yet to decide about {n} entry.',
    other: 'All is signed; our bridge has yet to decide about {n} entries.',
  },
  s_verifying: 'All is sent; a comparison has yet to prove that the partner holds everything.',
  s_complete: 'Complete ({t}): the partner has confirmed that it holds all that was sent to it.',
  s_superseded: 'Replaced by another sending ({t}).',
  cause_agreement: 'Begun with the agreement in force: {t}.',
  cause_asked: 'Begun on request: {t}.',
  seen: 'Entries looked at',
  shared: 'Sent',
  takenBack: 'Taken back',
  withheld: 'Withheld',
  undecided: 'To be decided',
  compare: 'Compare now',
  compareTitle: 'Compare now: {nation}',
  compareMeans:
    'Both sides compare everything they sent each other. What is missing is sent again at once; nothing is deleted.',
  resend: 'Send the lists again',
  resendTitle: 'Send the lists again {nation}',
  resendMeans:
    'All our entries are gone through under the agreement in force: what may be shared is sent, what no longer may is taken back. Long lists keep the link busy for a while.',
  needsLine: 'Without a link nothing can be begun.',
  notBegun: 'Nothing was begun: {why}',
  noAnswer: 'No answer. Look at the state below before you try again.',
  noAgreement: 'no agreement with this partner is in force.',
};
