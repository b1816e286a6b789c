import { useTranslations } from 'use-intl';
import { usePlan } from './plan-context.ts';
import type { PlannedNode } from './planned-path.ts';

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
