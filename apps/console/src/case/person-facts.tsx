import { label, type Person } from '@passerelle/exchange-model';
import { lang, t } from '../i18n/index.js';
import { Identifier } from '../ui/identifier.js';
import { asWritten, Fact } from './fact.js';

/** The person as the partner describes them. */
export function PersonFacts({ person }: { person: Person }) {
  const { names = [], birth, sex, nationalities = [], documents = [], phones = [], marks } = person;
  return (
    <>
      {names.map((name) => (
        <Fact key={name.type + name.full} name={label('nameType', name.type, lang.value)}>
          <bdi class={name.type === 'primary' ? 'name' : undefined}>{name.full}</bdi>
        </Fact>
      ))}
      <Fact name={t(birth?.precision === 'year' ? 'caseFile.birthYear' : 'caseFile.birth')}>
        {birth && <Identifier>{birth.date}</Identifier>}
      </Fact>
      <Fact name={t('caseFile.sex')}>{sex && label('sex', sex, lang.value)}</Fact>
      <Fact name={t('caseFile.nationality')}>
        {nationalities.length > 0 && <Identifier>{nationalities.join(' ')}</Identifier>}
      </Fact>
      {documents.map(({ type, number, issuer }) => (
        <Fact key={type + number} name={label('documentType', type, lang.value)}>
          <Identifier>{number}</Identifier>
          {issuer && (
            <>
              {' '}
              <span class="quiet">
                <Identifier>{issuer}</Identifier>
              </span>
            </>
          )}
        </Fact>
      ))}
      {phones.map((phone) => (
        <Fact key={phone} name={t('caseFile.phone')}>
          <Identifier>{phone}</Identifier>
        </Fact>
      ))}
      <Fact name={t('caseFile.marks')}>{asWritten(marks)}</Fact>
    </>
  );
}
