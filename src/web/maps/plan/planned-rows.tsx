import { Select } from '@mantine/core';
import { useTranslations } from 'use-intl';
import { type PlannedRowsProps, usePlan } from './plan-context.ts';
import styles from './plan-panel.module.css';
import { addNode } from './planned-path.ts';
import { PlannedRow } from './planned-row.tsx';

/** Touchpoints and groups of them, one after the other, and what is added behind them. */
export function PlannedRows({ list, around, label }: PlannedRowsProps) {
  const t = useTranslations('mapForms.plan');
  const plan = usePlan();
  return (
    <>
      {list.nodes.length > 0 && (
        <ol className={styles.rows} aria-label={label}>
          {list.nodes.map((node, index) => (
            <PlannedRow key={node.keys.join('.')} node={node} index={index} list={list} around={around} />
          ))}
        </ol>
      )}
      {plan.canEdit && (
        <Select
          // empty again after each choice
          key={list.nodes.length}
          className={styles.add}
          size="xs"
          aria-label={around.length > 0 ? t('addInside') : t('add')}
          placeholder={around.length > 0 ? t('addInside') : t('add')}
          data={plan.choices}
          value={null}
          searchable
          comboboxProps={{ shadow: 'none' }}
          nothingFoundMessage={t('noSuchTouchpoint')}
          renderOption={({ option }) => (
            <>
              {option.label}
              {plan.planned.has(option.value) && <small className="mute">{t('planned')}</small>}
            </>
          )}
          onChange={(touchpoint) => touchpoint !== null && plan.edit(addNode(list, touchpoint))}
        />
      )}
    </>
  );
}
