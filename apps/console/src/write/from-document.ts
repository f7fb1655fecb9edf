import type { AlertDocument, Birth } from '@passerelle/exchange-model';
import { backwards } from '../ui/backwards.js';
import { type Question, THREATS } from './fields.js';
import { type AlertForm, emptyForm, isFilled } from './form.js';
import { ANOTHER_PLACE } from './to-document.js';

/** A document back in the form, to be changed. Questions it leaves open were answered "unknown" before. */
export function fromDocument(document: AlertDocument, id: string, postCodes: readonly string[]): AlertForm {
  const form = emptyForm(document.category, id, new Date(0));
  const { person, vehicle, livestock, place, source } = document;
  const [name, otherName] = person?.names ?? [];
  const [identity] = person?.documents ?? [];
  const atPost = place?.post !== undefined && postCodes.includes(place.post);
  const { action, urgency, status, handling, legalGround, evaluation, warnings = [], expiresAt } = document;
  const filled: AlertForm = {
    ...form,
    action,
    urgency,
    status,
    handling,
    legalGround,
    evaluation,
    warnings,
    expiresAt,
    fields: {
      name: name?.full ?? '',
      otherName: otherName?.full ?? '',
      birth: person?.birth ? birthText(person.birth) : '',
      sex: person?.sex ?? '',
      nationality: person?.nationalities?.[0] ?? '',
      documentType: identity?.type ?? '',
      documentNumber: identity?.number ?? '',
      phone: person?.phones?.join(', ') ?? '',
      marks: person?.marks ?? '',
      protection: person?.protection ?? '',
      plate: vehicle?.plate ?? '',
      vehicleType: vehicle?.type ?? '',
      make: vehicle?.make ?? '',
      colour: vehicle?.colour ?? '',
      species: livestock?.species ?? '',
      count: livestock?.count?.toString() ?? '',
      brand: livestock?.brand ?? '',
      earNotch: livestock?.earNotch ?? '',
      coat: livestock?.coat ?? '',
      corridor: livestock?.corridor ?? '',
      placePost: place ? (atPost ? (place.post ?? '') : ANOTHER_PLACE) : '',
      placePoint: place && !atPost ? `${place.lat}, ${place.lon}` : '',
      placeName: place?.name ?? '',
      phrases: document.phrases?.join('\n') ?? '',
      narrative: document.narrative?.text ?? '',
      sourceType: source?.type ?? '',
      sourceContact: source?.contact ?? '',
      sourceNote: source?.note ?? '',
      reference: document.reference ?? '',
    },
  };
  const open = THREATS[document.category].six.filter((question: Question) => !isFilled(filled, question));
  return { ...filled, unknown: open };
}

/** Day before month, as it is typed. */
const birthText = ({ date }: Birth): string => backwards(date.split('-')).join('/');
