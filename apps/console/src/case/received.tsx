import { label, type Person, type Place } from '@passerelle/exchange-model';
import type { AlertItem } from '../api/types.js';
import { lang, t } from '../i18n/index.js';
import { nation } from '../i18n/nation.js';
import { Identifier } from '../ui/identifier.js';
import { portraitAddress } from '../ui/portrait.js';
import { asWritten, Fact, Section, Words } from './fact.js';
import { PersonFacts } from './person-facts.js';

/** Everything the partner sent of this case, by subject. Written text is shown as it was written. */
export function Received({ alert }: { alert: AlertItem }) {
  const { person, vehicle, livestock, place, phrases, narrative } = alert;
  const isEmpty = !(person ?? vehicle ?? livestock ?? place ?? phrases ?? narrative);
  return (
    <section class="received" aria-labelledby="received-title">
      <h3 id="received-title">{t('caseFile.received', { nation: nation(alert.origin, 'the') })}</h3>
      {isEmpty && <p class="quiet">{t('caseFile.nothingReceived')}</p>}
      <div class="groups">
        {person && <PersonSection person={person} origin={alert.origin} />}
        {vehicle && (
          <Section title={t('caseFile.vehicle')}>
            <Fact name={t('caseFile.plate')}>
              {vehicle.plate && <Identifier>{vehicle.plate}</Identifier>}
            </Fact>
            <Fact name={t('caseFile.vehicleType')}>{asWritten(vehicle.type)}</Fact>
            <Fact name={t('caseFile.make')}>{asWritten(vehicle.make)}</Fact>
            <Fact name={t('caseFile.colour')}>{asWritten(vehicle.colour)}</Fact>
          </Section>
        )}
        {livestock && (
          <Section title={t('caseFile.livestock')}>
            <Fact name={t('caseFile.species')}>{label('species', livestock.species, lang.value)}</Fact>
            <Fact name={t('caseFile.count')}>{livestock.count}</Fact>
            <Fact name={t('caseFile.brand')}>
              {livestock.brand && <Identifier>{livestock.brand}</Identifier>}
            </Fact>
            <Fact name={t('caseFile.earNotch')}>{asWritten(livestock.earNotch)}</Fact>
            <Fact name={t('caseFile.coat')}>{asWritten(livestock.coat)}</Fact>
            <Fact name={t('caseFile.corridor')}>{asWritten(livestock.corridor)}</Fact>
          </Section>
        )}
        {place && <PlaceSection place={place} />}
        {phrases && phrases.length > 0 && (
          <Words title={t('caseFile.phrases')}>
            {phrases.map((phrase) => (
              <p key={phrase} dir="auto" class="written">
                {phrase}
              </p>
            ))}
          </Words>
        )}
        {narrative && (
          <Words title={t('caseFile.narrative')}>
            <p class="written" lang={narrative.language} dir="auto">
              {narrative.text}
            </p>
          </Words>
        )}
      </div>
    </section>
  );
}

function PersonSection({ person, origin }: { person: Person; origin: string }) {
  const portrait = person.portrait ? portraitAddress(person.portrait) : null;
  return (
    <Section
      title={t('caseFile.person')}
      beside={
        portrait && (
          <img
            class="portrait"
            src={portrait}
            alt={t('caseFile.portrait', { nation: nation(origin, 'the') })}
          />
        )
      }
    >
      <PersonFacts person={person} />
    </Section>
  );
}

function PlaceSection({ place }: { place: NonNullable<AlertItem['place']> }) {
  return (
    <Section title={t('caseFile.place')}>
      {'lat' in place ? (
        <ExactPlace place={place} />
      ) : 'cell' in place ? (
        <Fact name={t('caseFile.square')}>
          {t('caseFile.cell')} <Identifier>{place.cell}</Identifier>
        </Fact>
      ) : (
        <Fact name={t('caseFile.square')}>
          {t('caseFile.region')} <Identifier>{place.region}</Identifier>
        </Fact>
      )}
    </Section>
  );
}

function ExactPlace({ place }: { place: Place }) {
  return (
    <>
      <Fact name={t('caseFile.placeName')}>{asWritten(place.name)}</Fact>
      <Fact name={t('caseFile.position')}>
        <Identifier>{`${place.lat.toFixed(4)}, ${place.lon.toFixed(4)}`}</Identifier>
        {place.radiusMetres !== undefined && ` ${t('caseFile.within', { n: place.radiusMetres })}`}
      </Fact>
      <Fact name={t('caseFile.post')}>{place.post && <Identifier>{place.post}</Identifier>}</Fact>
    </>
  );
}
