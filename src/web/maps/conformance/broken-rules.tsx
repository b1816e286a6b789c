import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import type { RuleAnswer } from '../../../shared/maps/conformance-contract.ts';
import { useFormats } from '../../platform/workspace.tsx';
import styles from './conformance-panel.module.css';
import type { ShowPeople } from './use-people-of-conformance.tsx';

/** Every rule of the map as a sentence, and who broke it. */
export function BrokenRules({ rules, onPeople }: { rules: readonly RuleAnswer[]; onPeople: ShowPeople }) {
  const t = useTranslations('conformance');
  const formats = useFormats();
  if (rules.length === 0) return null;
  const say = ({ rule, from, to, withinMs }: RuleAnswer) =>
    t(`rule.${rule === 'absence' && from.length === 0 ? 'absenceEver' : rule}`, {
      from: from.join(t('or')),
      to: to.join(t('or')),
      within: withinMs === null ? '' : t('within', { time: formats.duration(withinMs) }),
    });
  return (
    <section>
      <h3>{t('rules')}</h3>
      <ul className={styles.rows}>
        {rules.map((rule) => {
          const { index, people, kept, broken, open } = rule;
          const counts = t('ruleCounts', { kept, broken, open });
          return (
            <li key={index}>
              <button
                type="button"
                disabled={people === 0}
                onClick={() => onPeople(say(rule), t('ruleMeans'), { kind: 'rule', index })}
              >
                {people > 0 ? (
                  <IconAlertTriangle size={15} stroke={1.8} className={styles.bad} aria-hidden />
                ) : (
                  <IconCheck size={15} stroke={1.8} className={styles.good} aria-hidden />
                )}
                <span>
                  {say(rule)}
                  <small>{counts}</small>
                </span>
                <span className={styles.people}>{people > 0 && t('broken', { people })}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
