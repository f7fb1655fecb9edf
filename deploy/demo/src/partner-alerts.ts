const EXPIRES_MS = 2 * 24 * 3_600_000;

/** At the western end of the corridor, where the demonstration's post is; schematic, like every place here. */
const PLACE = { lat: 15.55, lon: -9.28, radiusMetres: 2000, name: 'Piste schématique P1' };

const common = (action: string, legalGround: string) => ({
  action,
  urgency: 'urgent',
  status: 'Actual',
  handling: 'H1',
  legalGround,
  evaluation: { source: 'B', information: '2' },
  expiresAt: new Date(Date.now() + EXPIRES_MS).toISOString(),
  place: PLACE,
});

/** ICAO's specimen state UTO; nobody's document. */
export const falseDocument = {
  ...common('SEIZE', 'POLICE-REQUEST'),
  category: 'FALSE-DOCUMENT',
  person: {
    names: [{ type: 'primary', script: 'Latn', full: 'Bakar Diorafa', parts: [] }],
    documents: [{ type: 'passport', number: 'UTO774120', issuer: 'UTO' }],
    protection: 'none',
  },
};

export const stolenVehicle = {
  ...common('SEIZE', 'OWNER-COMPLAINT'),
  category: 'STOLEN-VEHICLE',
  vehicle: { plate: 'DEMO-418', type: '4x4', make: 'pick-up', colour: 'gris' },
};
