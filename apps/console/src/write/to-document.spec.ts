import { describe, expect, it } from '@jest/globals';
import { type AlertDocument, CATEGORIES, checkAlertDocument } from '@passerelle/exchange-model';
import { QUESTIONS, THREATS } from './fields.js';
import { emptyForm, unansweredOf, withCategory } from './form.js';
import { formOf, NOW, POSTS } from './form.fixture.js';
import { fromDocument } from './from-document.js';
import { toDocument } from './to-document.js';

const write = (form: Parameters<typeof toDocument>[0]): AlertDocument =>
  toDocument(form, { posts: POSTS, language: 'fr' });

const FULL: AlertDocument = {
  category: 'WANTED-PERSON',
  action: 'ARREST',
  urgency: 'urgent',
  status: 'Actual',
  handling: 'H1',
  legalGround: 'WARRANT',
  evaluation: { source: 'A', information: '2' },
  warnings: ['ARMED', 'ESCAPED'],
  expiresAt: '2031-06-12T00:00:00Z',
  reference: 'FICTIF-MR-003',
  person: {
    names: [
      {
        type: 'primary',
        script: 'Latn',
        full: 'Sidi Ould Tamrane',
        parts: [{ kind: 'given', text: 'Sidi' }],
      },
      { type: 'primary', script: 'Arab', full: 'سيدي ولد تامران' },
      { type: 'alias', script: 'Latn', full: 'Bou Zelka' },
    ],
    birth: { date: '1987-05', precision: 'month' },
    sex: 'M',
    nationalities: ['MRT', 'MLI'],
    documents: [
      { type: 'passport', number: 'UTO870502A', issuer: 'UTO' },
      { type: 'identity-card', number: 'ID-UTO-1987' },
    ],
    phones: ['+000 22 41 70', '+000 22 41 71'],
    marks: 'boite légèrement',
    portrait: '/9j/AAAA',
    protection: 'none',
  },
  vehicle: { plate: 'DEMO-417', type: '4x4', make: 'pick-up', colour: 'blanc' },
  livestock: { species: 'cattle', count: 43, brand: 'T barré' },
  place: { lat: 15.6, lon: -9.3, radiusMetres: 500, name: 'Puits P7', post: 'MR-GZM' },
  phrases: ['Une piste.', 'Deux hommes.'],
  narrative: { language: 'ar', text: 'نص' },
  source: { type: 'resident', contact: '+000 55', note: 'berger' },
};

describe('the document of a form', () => {
  it('is the one it was made from, with everything that the form does not show', () => {
    const form = fromDocument(FULL, 'id', ['MR-GZM']);
    expect(write({ ...form, replaces: { alertId: 'a', version: 1, document: FULL } })).toEqual(FULL);
  });

  it('holds nothing that was left out', () => {
    const document = write(formOf('PERSONS-IN-DISTRESS', { phrases: 'Un camion en panne.' }));
    expect(Object.keys(document).sort()).toEqual([
      'action',
      'category',
      'evaluation',
      'expiresAt',
      'handling',
      'legalGround',
      'phrases',
      'status',
      'urgency',
    ]);
  });

  it('writes Arabic-Indic digits as Latin ones, and codes in capitals', () => {
    const document = write(
      formOf('STOLEN-VEHICLE', { plate: 'demo-٤١٧', documentNumber: 'uto٧', phone: '+٠٠٠ ٢٢' }),
    );
    expect(document.vehicle?.plate).toBe('DEMO-417');
    expect(document.person).toEqual({ documents: [{ type: 'other', number: 'UTO7' }], phones: ['+000 22'] });
  });

  it('takes a name in other letters for the same name, in the same letters for another', () => {
    const names = (otherName: string) =>
      write(formOf('WANTED-PERSON', { name: 'Sidi', otherName })).person?.names;
    expect(names('سيدي')?.map(({ type, script }) => `${type} ${script}`)).toEqual([
      'primary Latn',
      'primary Arab',
    ]);
    expect(names('Bou Zelka')?.map(({ type }) => type)).toEqual(['primary', 'alias']);
  });

  it('knows the place by its post, or by its position', () => {
    const place = (fields: object) => write(formOf('CATTLE-THEFT', fields)).place;
    expect(place({ placePost: 'MR-GZM' })).toEqual({
      lat: 15.6,
      lon: -9.3,
      name: 'Gogui Zemmal',
      post: 'MR-GZM',
    });
    expect(place({ placePost: 'point', placePoint: '15.63 -6.96' })).toEqual({ lat: 15.63, lon: -6.96 });
    expect(place({ placePost: 'point', placePoint: 'là-bas' })).toBeUndefined();
  });

  it.each(CATEGORIES)(
    'of %s is proposed with an action and a ground that the service accepts',
    (category) => {
      const form = emptyForm(category, 'id', NOW);
      expect(checkAlertDocument(write(form), NOW)).toEqual([]);
      expect(unansweredOf(form)).toHaveLength(6);
      expect(new Set(THREATS[category].six).size).toBe(6);
      expect(THREATS[category].six.every((question) => question in QUESTIONS)).toBe(true);
    },
  );

  it('keeps every word when the category changes, and no action that it does not admit', () => {
    const form = formOf('WANTED-PERSON', { name: 'Sidi' }, { action: 'ARREST' });
    const changed = withCategory(form, 'MISSING-PERSON');
    expect(changed.fields.name).toBe('Sidi');
    expect(changed).toMatchObject({ action: 'PROTECT', legalGround: 'FAMILY-REQUEST' });
  });
});
