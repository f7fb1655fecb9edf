import type {
  Action,
  Category,
  DatePrecision,
  DocumentType,
  Ground,
  HandlingCode,
  InformationGrade,
  NamePartKind,
  NameType,
  Script,
  Sex,
  SourceGrade,
  SourceType,
  Species,
  Status,
  Protection,
  Urgency,
  Warning,
} from '../vocabulary/codes.js';

/** An alert as a national system writes it. `expiresAt` is RFC 3339 in UTC. */
export interface AlertDocument {
  category: Category;
  action: Action;
  urgency: Urgency;
  status: Status;
  handling: HandlingCode;
  /** A prohibited ground parses, so that `checkAlertDocument` can refuse it by name. */
  legalGround: Ground;
  evaluation: Evaluation;
  warnings?: Warning[];
  expiresAt: string;
  /** The originator's own file number. */
  reference?: string;
  person?: Person;
  vehicle?: Vehicle;
  livestock?: Livestock;
  /** On watchlists only: the API takes none in an alert. */
  firearm?: Firearm;
  place?: Place;
  /** Set sentences that translate. */
  phrases?: string[];
  narrative?: Narrative;
  source?: Source;
}

export interface Evaluation {
  source: SourceGrade;
  information: InformationGrade;
}

export interface Person {
  names?: PersonName[];
  birth?: Birth;
  sex?: Sex;
  /** ISO 3166 alpha-3, as on a machine-readable travel document. */
  nationalities?: string[];
  documents?: IdentityDocument[];
  phones?: string[];
  marks?: string;
  protection?: Protection;
  /** Base64. */
  portrait?: string;
}

export interface PersonName {
  type: NameType;
  script: Script;
  full: string;
  parts?: { kind: NamePartKind; text: string }[];
}

/** `1987` for a year, `1987-05` for a month, `1987-05-02` for a day. */
export interface Birth {
  date: string;
  precision: DatePrecision;
}

export interface IdentityDocument {
  type: DocumentType;
  number: string;
  issuer?: string;
}

export interface Vehicle {
  plate?: string;
  type?: string;
  make?: string;
  colour?: string;
}

export interface Livestock {
  species: Species;
  count?: number;
  brand?: string;
  earNotch?: string;
  coat?: string;
  corridor?: string;
}

export interface Firearm {
  /** `pistol`, `rifle` …, as the originator writes it. */
  type?: string;
  make?: string;
  model?: string;
  calibre?: string;
  serial?: string;
}

/** Degrees, WGS 84. */
export interface Place {
  lat: number;
  lon: number;
  radiusMetres?: number;
  name?: string;
  /** A border post's code, such as `MR-ADB`. */
  post?: string;
}

/** A place known only by the square it lies in: a geohash of 5 characters (about 5 km) or of 3 (about 150 km). */
export type GeneralisedPlace = { cell: string } | { region: string };

export interface Narrative {
  language: string;
  text: string;
}

export interface Source {
  type: SourceType;
  contact?: string;
  note?: string;
}

/** What a receiver can read of an alert: every member may have been withheld, a place may be a square. */
export type PartialAlertDocument = Partial<Omit<AlertDocument, 'place'>> & {
  place?: Place | GeneralisedPlace;
};
