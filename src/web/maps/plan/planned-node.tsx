import { Checkbox, Select } from '@mantine/core';
import { useTranslations } from 'use-intl';
import type { Json } from '../../../shared/maps/edit/map-edit.ts';
import { useNodeName } from './node-name.ts';
import { usePlan } from './plan-context.ts';
import styles from './plan-panel.module.css';
import {
  GROUP_KINDS,
  type GroupKind,
  type PlannedHolder,
  type PlannedList,
  type PlannedNode,
  replaceNode,
  writeGroup,
  writeTouchpoint,
} from './planned-path.ts';
import { Problems } from './problems.tsx';

interface NodeProps<Node extends PlannedNode = PlannedNode> {
  node: Node;
  list: PlannedList;
  around: PlannedHolder[];
}

/** What stands at one place of the plan, and what is wrong with it. */
export function NodeBody({ node, list, around }: NodeProps) {
  const t = useTranslations('mapForms.plan');
  const { problems } = usePlan();
  switch (node.kind) {
    case 'touchpoint':
      return <TouchpointNode node={node} />;
    case 'loop':
      return <LoopNode node={node} list={list} around={around} />;
    case 'unknown':
      return (
        <>
          <p>{t('unknown')}</p>
          <Problems problems={problems.within(node.keys)} />
        </>
      );
    default:
      return <GroupNode node={node} list={list} around={around} />;
  }
}

type TouchpointNodeType = Extract<PlannedNode, { kind: 'touchpoint' }>;

function TouchpointNode({ node }: { node: TouchpointNodeType }) {
  const t = useTranslations('mapForms.plan');
  const plan = usePlan();
  const touchpoint = plan.touchpoints.get(node.touchpoint);
  const name = touchpoint?.title ?? node.touchpoint;
  const change = (next: Partial<TouchpointNodeType>) =>
    plan.edit(replaceNode(node, writeTouchpoint({ ...node, ...next })));
  const lost = touchpoint
    ? []
    : [{ group: t('notThere'), items: [{ value: node.touchpoint, label: node.touchpoint }] }];
  return (
    <>
      <Select
        size="xs"
        aria-label={t('touchpoint', { name })}
        data={[...lost, ...plan.choices]}
        value={node.touchpoint}
        error={!touchpoint}
        allowDeselect={false}
        searchable
        readOnly={!plan.canEdit}
        comboboxProps={{ shadow: 'none' }}
        nothingFoundMessage={t('noSuchTouchpoint')}
        onChange={(next) => next !== null && change({ touchpoint: next })}
      />
      <div className={styles.marks}>
        <Checkbox
          size="xs"
          label={t('optional')}
          checked={node.isOptional}
          disabled={!plan.canEdit}
          onChange={(event) => change({ isOptional: event.currentTarget.checked })}
        />
        <Checkbox
          size="xs"
          label={t('repeats')}
          checked={node.mayRepeat}
          disabled={!plan.canEdit}
          onChange={(event) => change({ mayRepeat: event.currentTarget.checked })}
        />
      </div>
      {touchpoint?.events.length === 0 && <p className={styles.about}>{t('unbound')}</p>}
      <Problems problems={plan.problems.at(node.keys)} />
    </>
  );
}

function GroupNode({ node, list, around }: NodeProps<Extract<PlannedNode, { list: PlannedList }>>) {
  const t = useTranslations('mapForms.plan');
  const plan = usePlan();
  const kindOf = (value: string | null): GroupKind => GROUP_KINDS.find((kind) => kind === value) ?? 'one';
  const items = node.list.nodes.map(({ raw }) => raw);
  return (
    <>
      <Select
        size="xs"
        aria-label={t('groupKind')}
        data={GROUP_KINDS.map((kind) => ({ value: kind, label: t(`groups.${kind}`) }))}
        value={node.kind}
        allowDeselect={false}
        readOnly={!plan.canEdit}
        comboboxProps={{ shadow: 'none' }}
        onChange={(kind) => plan.edit(replaceNode(node, writeGroup(kindOf(kind), items)))}
      />
      <div className={styles.group}>
        <plan.Rows
          list={node.list}
          around={[...around, { group: node, list }]}
          label={t(`groups.${node.kind}`)}
        />
      </div>
      <Problems problems={plan.problems.at(node.keys)} />
    </>
  );
}

/** Something that comes, and comes again after something else: the two parts stand for themselves. */
function LoopNode({ node, list, around }: NodeProps<Extract<PlannedNode, { kind: 'loop' }>>) {
  const t = useTranslations('mapForms.plan');
  const plan = usePlan();
  const nameOf = useNodeName();
  const setAgain = (value: Json | undefined) =>
    plan.edit([{ kind: 'set', at: [...node.at, 'again'], ...(value === undefined ? {} : { value }) }]);
  const { again } = node;
  const inside = [...around, { group: node, list }];
  const alone = (one: PlannedNode): PlannedList => ({ path: node.at, keys: node.keys, nodes: [one] });
  return (
    <>
      <p>{t('loop')}</p>
      <div className={styles.group}>
        <NodeBody node={node.body} list={alone(node.body)} around={inside} />
      </div>
      {again !== null && again.kind !== 'touchpoint' ? (
        <>
          <p>{t('again')}</p>
          <div className={styles.group}>
            <NodeBody node={again} list={alone(again)} around={inside} />
          </div>
        </>
      ) : (
        <Select
          size="xs"
          label={t('again')}
          placeholder={t('againNothing')}
          data={
            again !== null && !plan.touchpoints.has(again.touchpoint)
              ? [{ value: again.touchpoint, label: nameOf(again) }, ...plan.choices]
              : plan.choices
          }
          value={again?.touchpoint ?? null}
          clearable
          searchable
          readOnly={!plan.canEdit}
          comboboxProps={{ shadow: 'none' }}
          onChange={(next) => setAgain(next ?? undefined)}
        />
      )}
      <Problems problems={again ? plan.problems.at(again.keys) : plan.problems.at(node.keys)} />
    </>
  );
}
