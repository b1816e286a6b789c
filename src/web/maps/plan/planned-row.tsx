import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { attachClosestEdge, extractClosestEdge } from '@atlaskit/pragmatic-drag-and-drop-hitbox/closest-edge';
import { IconGripVertical } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useNodeName } from './node-name.ts';
import { usePlan } from './plan-context.ts';
import styles from './plan-panel.module.css';
import { NodeBody } from './planned-node.tsx';
import { moveNode, type PlannedHolder, type PlannedList, type PlannedNode } from './planned-path.ts';
import { RowMenu } from './row-menu.tsx';

interface PlannedRowProps {
  node: PlannedNode;
  index: number;
  list: PlannedList;
  around: PlannedHolder[];
}

/** One place of the plan: dragged by its handle, or moved with the arrows while that has the focus. */
export function PlannedRow({ node, index, list, around }: PlannedRowProps) {
  const t = useTranslations('mapForms.plan');
  const plan = usePlan();
  const name = useNodeName()(node);
  const row = useRef<HTMLLIElement>(null);
  const handle = useRef<HTMLButtonElement>(null);
  const edge = useRowDrag({ row, handle, list, index });
  const last = list.nodes.length - 1;
  const moveTo = (to: number) => {
    if (to < 0 || to > last || to === index) return;
    plan.edit(moveNode(list, index, to));
    plan.say(t('moved', { name, place: to + 1, places: last + 1 }));
    plan.focusHandle([...node.keys.slice(0, -1), to]);
  };
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
            if (to === undefined) return;
            event.preventDefault();
            moveTo(to);
          }}
        >
          <IconGripVertical size={15} stroke={1.7} aria-hidden />
        </button>
      )}
      <div className={styles.body}>
        <NodeBody node={node} list={list} around={around} />
      </div>
      {plan.canEdit && (
        <RowMenu node={node} name={name} list={list} around={around} index={index} onMove={moveTo} />
      )}
    </li>
  );
}

interface RowDrag {
  row: React.RefObject<HTMLLIElement | null>;
  handle: React.RefObject<HTMLButtonElement | null>;
  list: PlannedList;
  index: number;
}

/** Dragging a row within its list by mouse or finger; gives the edge at which it would be dropped now. */
function useRowDrag({ row, handle, list, index }: RowDrag): 'top' | 'bottom' | null {
  const plan = usePlan();
  const [edge, setEdge] = useState<'top' | 'bottom' | null>(null);
  const latest = useRef({ plan, list, index });
  latest.current = { plan, list, index };
  const { canEdit } = plan;
  useEffect(() => {
    const [element, dragHandle] = [row.current, handle.current];
    if (!canEdit || !element || !dragHandle) return;
    const listName = () => JSON.stringify(latest.current.list.nodes[0]?.keys.slice(0, -1));
    const edgeOf = (data: Record<string | symbol, unknown>) => {
      const found = extractClosestEdge(data);
      return found === 'top' || found === 'bottom' ? found : null;
    };
    return combine(
      draggable({
        element,
        dragHandle,
        getInitialData: () => ({ planList: listName(), planIndex: latest.current.index }),
        onDragStart: () => element.setAttribute('data-dragged', ''),
        onDrop: () => element.removeAttribute('data-dragged'),
      }),
      dropTargetForElements({
        element,
        canDrop: ({ source }) => source.data.planList === listName() && source.element !== element,
        getData: ({ input, element: target }) =>
          attachClosestEdge({}, { element: target, input, allowedEdges: ['top', 'bottom'] }),
        onDrag: ({ self }) => setEdge(edgeOf(self.data)),
        onDragLeave: () => setEdge(null),
        onDrop({ source, self }) {
          setEdge(null);
          const { plan: now, list: nodes, index: here } = latest.current;
          const from = Number(source.data.planIndex);
          const behind = edgeOf(self.data) === 'bottom' ? here + 1 : here;
          now.edit(moveNode(nodes, from, from < behind ? behind - 1 : behind));
        },
      }),
    );
  }, [canEdit, row, handle]);
  return edge;
}
