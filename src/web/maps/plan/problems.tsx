import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import type { MapProblem } from '../../../shared/maps/contract.ts';
import styles from './plan-panel.module.css';

/** What is wrong with the part of the plan that it stands under. */
export function Problems({ problems }: { problems: readonly MapProblem[] }) {
  const t = useTranslations('maps');
  return problems.map(({ code, message, severity, suggestion, line, column }) => (
    <p
      key={`${code}/${line.toString()}/${column.toString()}/${message}`}
      className={styles.problem}
      data-severity={severity}
    >
      <IconAlertTriangle size={14} stroke={1.8} aria-hidden />
      <span>
        {message} {suggestion && t('suggestion', { suggestion })}
      </span>
    </p>
  ));
}
