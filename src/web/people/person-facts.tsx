import { useMediaQuery } from '@mantine/hooks';
import { IconChevronDown } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import type { client } from '../platform/api.ts';
import { dayOf } from '../platform/period.ts';
import { useFormats, useWorkspace } from '../platform/workspace.tsx';
import { showValue } from './event-summary.ts';
import styles from './person-facts.module.css';

type Person = Awaited<ReturnType<typeof client.people.get>>;

/** Those that have a name in the reader's words; a shop's own types are shown as they are. */
const IDENTIFIER_TYPES = [
  'anonymous_id',
  'user_id',
  'email',
  'phone',
  'loyalty_card',
  'device_id',
  'ga_client_id',
  'order_id',
] as const;

/** Identifiers and traits, each with where and when it was learnt; folded on the phone. */
export function PersonFacts({ person }: { person: Person }) {
  const t = useTranslations('person');
  const nameOf = (type: string) => {
    const known = IDENTIFIER_TYPES.find((one) => one === type);
    return known ? t(`identifierTypes.${known}`) : type;
  };
  const isWide = useMediaQuery('(min-width: 901px)', true, { getInitialValueInEffect: false });
  return (
    <>
      <details className={styles.part} open={isWide}>
        <summary>
          <h2>{t('identifiers')}</h2>
          <span className="mute">{person.identifiers.length}</span>
          <IconChevronDown size={16} stroke={1.7} aria-hidden />
        </summary>
        <dl className={styles.list}>
          {person.identifiers.map((one) => (
            <Fact
              key={`${one.type}/${one.value}`}
              name={nameOf(one.type)}
              value={one.value}
              source={one.source}
              at={one.firstSeenAt}
            />
          ))}
        </dl>
      </details>
      <details className={styles.part} open={isWide}>
        <summary>
          <h2>{t('traits')}</h2>
          <span className="mute">{person.traits.length}</span>
          <IconChevronDown size={16} stroke={1.7} aria-hidden />
        </summary>
        {person.traits.length === 0 && <p className="mute">{t('noTraits')}</p>}
        <dl className={styles.list}>
          {person.traits.map((trait) => (
            <Fact
              key={trait.name}
              name={trait.name}
              value={showValue(trait.value)}
              source={trait.source}
              at={trait.at}
            />
          ))}
        </dl>
      </details>
    </>
  );
}

interface FactProps {
  name: string;
  value: string;
  source: string;
  at: string;
}

function Fact({ name, value, source, at }: FactProps) {
  const { timeZone } = useWorkspace();
  const t = useTranslations('person');
  const formats = useFormats();
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
      <dd className={styles.learnt} title={formats.exactMoment(at)}>
        {t('learnt', { source, when: formats.day(dayOf(at, timeZone)) })}
      </dd>
    </div>
  );
}
