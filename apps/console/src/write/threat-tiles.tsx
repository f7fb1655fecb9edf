import { type Category, label } from '@passerelle/exchange-model';
import { lang, t } from '../i18n/index.js';

const FAMILIES = {
  goods: ['CATTLE-THEFT', 'STOLEN-VEHICLE', 'STOLEN-OBJECT', 'ARMS', 'DRUGS'],
  people: [
    'MISSING-PERSON',
    'PERSONS-IN-DISTRESS',
    'WANTED-PERSON',
    'TRAFFICKING-PERSONS',
    'SMUGGLING-MIGRANTS',
    'TERRORISM',
  ],
  ways: ['FALSE-DOCUMENT', 'UNOFFICIAL-CROSSING', 'MODUS-OPERANDI'],
} as const satisfies Record<string, readonly Category[]>;

/** The first question: what is it about. One tap. */
export function ThreatTiles(properties: {
  chosen?: Category | undefined;
  onChoose: (category: Category) => void;
}) {
  return (
    <section class="page stack">
      <h1>{t('write.title')}</h1>
      <p class="quiet">{t('write.chooseThreat')}</p>
      {Object.entries(FAMILIES).map(([family, categories]) => (
        <section key={family} class="stack tight">
          <h2>{t(`write.family_${family as keyof typeof FAMILIES}`)}</h2>
          <ul class="tiles">
            {categories.map((category) => (
              <li key={category}>
                <button
                  type="button"
                  class="tile"
                  aria-pressed={properties.chosen === undefined ? undefined : properties.chosen === category}
                  onClick={() => properties.onChoose(category)}
                >
                  {label('category', category, lang.value)}
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </section>
  );
}
