import { Menu } from '@mantine/core';
import {
  IconArrowDown,
  IconArrowLeft,
  IconArrowRight,
  IconArrowUp,
  IconDots,
  IconTrash,
} from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { usePlan } from './plan-context.ts';
import {
  dissolveGroup,
  GROUP_KINDS,
  type PlannedHolder,
  type PlannedList,
  type PlannedNode,
  removeNode,
  replaceNode,
  writeGroup,
} from './planned-path.ts';

interface RowMenuProps {
  node: PlannedNode;
  name: string;
  index: number;
  list: PlannedList;
  around: PlannedHolder[];
  onMove: (to: number) => void;
  /** null = it is in no group */
  onMoveOut: (() => void) | null;
  /** into the group beside it; null = none is */
  onMoveIn: (() => void) | null;
}

/** What else can be done with a place of the plan. */
export function RowMenu(props: RowMenuProps) {
  const { node, name, index, list, around, onMove, onMoveOut, onMoveIn } = props;
  const t = useTranslations('mapForms.plan');
  const plan = usePlan();
  const isGroup = node.kind !== 'touchpoint' && node.kind !== 'unknown';
  return (
    <Menu position="bottom-end" shadow="none" width={260}>
      <Menu.Target>
        <button
          type="button"
          className="button"
          data-kind="quiet"
          data-size="icon"
          aria-label={t('more', { name })}
          title={t('more', { name })}
        >
          <IconDots size={16} stroke={1.7} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconArrowUp size={15} stroke={1.7} aria-hidden />}
          disabled={index === 0}
          onClick={() => onMove(index - 1)}
        >
          {t('up')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowDown size={15} stroke={1.7} aria-hidden />}
          disabled={index === list.nodes.length - 1}
          onClick={() => onMove(index + 1)}
        >
          {t('down')}
        </Menu.Item>
        {onMoveOut && (
          <Menu.Item leftSection={<IconArrowLeft size={15} stroke={1.7} aria-hidden />} onClick={onMoveOut}>
            {t('out')}
          </Menu.Item>
        )}
        {onMoveIn && (
          <Menu.Item leftSection={<IconArrowRight size={15} stroke={1.7} aria-hidden />} onClick={onMoveIn}>
            {t('into')}
          </Menu.Item>
        )}
        <Menu.Divider />
        {isGroup ? (
          <Menu.Item onClick={() => plan.edit(dissolveGroup(node, list))}>{t('dissolve')}</Menu.Item>
        ) : (
          node.kind === 'touchpoint' && (
            <>
              {GROUP_KINDS.filter((kind) => kind !== 'seq' || around.length > 0).map((kind) => (
                <Menu.Item
                  key={kind}
                  onClick={() => plan.edit(replaceNode(node, writeGroup(kind, [node.raw])))}
                >
                  {t(`wrap.${kind}`)}
                </Menu.Item>
              ))}
              <Menu.Item onClick={() => plan.edit(replaceNode(node, { loop: node.raw }))}>
                {t('wrap.loop')}
              </Menu.Item>
            </>
          )
        )}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconTrash size={15} stroke={1.7} aria-hidden />}
          onClick={() => {
            plan.edit(removeNode(node, { list, around, hasRules: plan.hasRules }));
            plan.say(t('removed', { name }));
          }}
        >
          {t('remove')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
