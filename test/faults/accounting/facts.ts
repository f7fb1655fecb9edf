/** What a national system was told was accepted, in the state it left it. */
export interface SentAlert {
  alertId: string;
  /** the last version that may cross */
  version: number;
  /** expired: its time was over before it could arrive, so nobody there may ever see it */
  state: 'active' | 'withdrawn' | 'expired';
}

/** One message of the wire: (jti, ver) under one origin. */
export interface MessageFact {
  jti: string;
  ver: number;
  digest: string;
}

/** Everything that is known, after all is quiet, about what one nation sent to the other. Ids, versions, counts. */
export interface DirectionFacts {
  from: string;
  to: string;
  sent: SentAlert[];
  /** accepted alerts that no agreement lets go */
  kept: string[];
  /** own alerts that the origin stored meanwhile, whether or not a client knows of them */
  own: string[];
  /** what the origin's archive says it sent, and what its bridge decided */
  archive: (MessageFact & { outcome: 'released' | 'withheld' | null })[];
  /** source places and ids of the records on the partner’s inbound topics, as a reader counts them that is not ours */
  carried: string[];
  /** the receiver's archive */
  stored: MessageFact[];
  copies: { jti: string; version: number; state: string }[];
  /** one entry for every notification of the receiver's desk */
  notifications: string[];
  /** what the receiver's desk told, in the order it told it */
  told: { jti: string; kind: string; version: number }[];
  /** the partner's receipts, at the origin */
  receipts: { jti: string; ver: number; kind: string }[];
  /** what somebody saw who kept asking the receiver's API, in that order */
  seen: { jti: string; version: number; state: string }[];
  /** ids of the sent alerts that came back to their origin as foreign ones */
  echoed: string[];
  /** records were destroyed on their way: of each subject the last version that came says all there is to say */
  destroyed?: boolean;
  /** refused messages that nobody planted: topic and reason */
  quarantined: string[];
  /** withheld marks found at the receiver: which, and where */
  leaks: string[];
}
