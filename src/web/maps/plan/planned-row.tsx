import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { attachClosestEdge, extractClosestEdge } from '@atlaskit/pragmatic-drag-and-drop-hitbox/closest-edge';
import { IconGripVertical } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { findPlanned, mayMoveInto, moveIn, moveOut, movePlanned, type PlannedMove } from './move-planned.ts';
import { useNodeName } from './node-name.ts';
import { usePlan } from './plan-context.ts';
import styles from './plan-panel.module.css';
import { NodeBody } from './planned-node.tsx';
import type { PlannedHolder, PlannedList, PlannedNode } from './planned-path.ts';
import { RowMenu } from './row-menu.tsx';

interface PlannedRowProps {
  node: PlannedNode;
  index: number;
  list: PlannedList;
  around: PlannedHolder[];
}

/**
 * One place of the plan: dragged by its handle to any other, or moved with the arrows while that has the focus: up and
 * down in its list, left out of its group, right into the one beside it.
 */
export function PlannedRow({ node, index, list, around }: PlannedRowProps) {
  const t = useTranslations('mapForms.plan');
  const plan = usePlan();
  const name = useNodeName()(node);
  const row = useRef<HTMLLIElement>(null);
  const handle = useRef<HTMLButtonElement>(null);
  const moveRow = useMoveRow();
  const edge = useRowDrag({ row, handle, node, list, index, moveRow });
  const last = list.nodes.length - 1;
  const from = { node, list, around };
  const { hasRules } = plan;
  const moveTo = (to: number) => {
    if (to < 0 || to > last || to === index) return;
    const place = to > index ? to + 1 : to;
    moveRow(node, movePlanned(plan.order, from, { list, place, hasRules }));
  };
  const out = moveOut(plan.order, from, hasRules);
  const into = moveIn(plan.order, from, hasRules);
  return (
    <li ref={row} className={styles.row} data-edge={edge ?? undefined}>
      {plan.canEdit && (
        <button
          ref={handle}
          type="button"
          className={styles.handle}
          data-handle={node.keys.join('.')}
          aria-label={t('move', { name, place: index + 1, places: last + 1 })}
          title={t('moveHow')}
          onKeyDown={(event) => {
            const to = { ArrowUp: index - 1, ArrowDown: index + 1, Home: 0, End: last }[event.key];
            if (to !== undefined) moveTo(to);
            else if (event.key === 'ArrowLeft') moveRow(node, out);
            else if (event.key === 'ArrowRight') moveRow(node, into);
            else return;
            event.preventDefault();
          }}
        >
          <IconGripVertical size={15} stroke={1.7} aria-hidden />
        </button>
      )}
      <div className={styles.body}>
        <NodeBody node={node} list={list} around={around} />
      </div>
      {plan.canEdit && (
        <RowMenu
          node={node}
          name={name}
          list={list}
          around={around}
          index={index}
          onMove={moveTo}
          onMoveOut={out && (() => moveRow(node, out))}
          onMoveIn={into && (() => moveRow(node, into))}
        />
      )}
    </li>
  );
}

type MoveRow = (node: PlannedNode, move: PlannedMove | null) => void;

/** Carries out a move, says where the row is then, and gives its handle the focus. */
function useMoveRow(): MoveRow {
  const t = useTranslations('mapForms.plan');
  const plan = usePlan();
  const nameOf = useNodeName();
  return (node, move) => {
    if (!move) return;
    const { keys, places, group } = move;
    const where = { name: nameOf(node), place: Number(keys.at(-1)) + 1, places };
    plan.edit(move.edits);
    plan.say(group === null ? t('moved', where) : t('movedInto', { ...where, group: t(`groups.${group}`) }));
    plan.focusHandle(keys);
  };
}

interface RowDrag {
  row: React.RefObject<HTMLLIElement | null>;
  handle: React.RefObject<HTMLButtonElement | null>;
  node: PlannedNode;
  list: PlannedList;
  index: number;
  moveRow: MoveRow;
}

/** Dragging a row to another place of the plan by mouse or finger; gives the edge at which it would be dropped now. */
function useRowDrag({ row, handle, ...place }: RowDrag): 'top' | 'bottom' | null {
  const plan = usePlan();
  const [edge, setEdge] = useState<'top' | 'bottom' | null>(null);
  const latest = useRef({ plan, ...place });
  latest.current = { plan, ...place };
  const { canEdit } = plan;
  useEffect(() => {
    const [element, dragHandle] = [row.current, handle.current];
    if (!canEdit || !element || !dragHandle) return;
    const draggedOf = (data: Record<string | symbol, unknown>) =>
      typeof data.plannedRow === 'string'
        ? findPlanned(latest.current.plan.order, JSON.parse(data.plannedRow))
        : null;
    const edgeOf = (data: Record<string | symbol, unknown>) => {
      const found = extractClosestEdge(data);
      return found === 'top' || found === 'bottom' ? found : null;
    };
    return combine(
      draggable({
        element,
        dragHandle,
        getInitialData: () => ({ plannedRow: JSON.stringify(latest.current.node.keys) }),
        onDragStart: () => element.setAttribute('data-dragged', ''),
        onDrop: () => element.removeAttribute('data-dragged'),
      }),
      dropTargetForElements({
        element,
        canDrop({ source }) {
          const dragged = draggedOf(source.data)?.node;
          return (
            dragged !== undefined && source.element !== element && mayMoveInto(dragged, latest.current.list)
          );
        },
        getData: ({ input, element: target }) =>
          attachClosestEdge({}, { element: target, input, allowedEdges: ['top', 'bottom'] }),
        // a row of a group lies on the row of its group
        onDrag: ({ self, location }) =>
          setEdge(location.current.dropTargets[0]?.element === element ? edgeOf(self.data) : null),
        onDragLeave: () => setEdge(null),
        onDrop({ source, self, location }) {
          setEdge(null);
          const dragged = draggedOf(source.data);
          if (dragged === null || location.current.dropTargets[0]?.element !== element) return;
          const { plan: now, list, index, moveRow } = latest.current;
          const behind = edgeOf(self.data) === 'bottom' ? index + 1 : index;
          moveRow(
            dragged.node,
            movePlanned(now.order, dragged, { list, place: behind, hasRules: now.hasRules }),
          );
        },
      }),
    );
  }, [canEdit, row, handle]);
  return edge;
}
