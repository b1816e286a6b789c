import { Select } from '@mantine/core';
import { useTranslations } from 'use-intl';
import { usePlan } from './plan-context.ts';
import styles from './plan-panel.module.css';
import { addNode, type PlannedHolder, type PlannedList, type PlannedNode } from './planned-path.ts';
import { PlannedRow } from './planned-row.tsx';

interface PlannedRowsProps {
  list: PlannedList;
  /** groups that the list is in, outermost first */
  around: PlannedHolder[];
  label: string;
}

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

/** What a node is called: its touchpoint, or the first one in it and how many come with it. */
export function useNodeName(): (node: PlannedNode) => string {
  const t = useTranslations('mapForms.plan');
  const { touchpoints } = usePlan();
  const nameOf = (node: PlannedNode): string => {
    if (node.kind === 'touchpoint') return touchpoints.get(node.touchpoint)?.title ?? node.touchpoint;
    if (node.kind === 'loop') return nameOf(node.body);
    if (!('list' in node)) return t('unknown');
    const [first] = node.list.nodes;
    const more = node.list.nodes.length - 1;
    return first === undefined
      ? t('nothing')
      : more > 0
        ? t('andMore', { first: nameOf(first), more })
        : nameOf(first);
  };
  return nameOf;
}
