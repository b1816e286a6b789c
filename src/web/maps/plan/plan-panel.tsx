import { IconListDetails } from '@tabler/icons-react';
import { useMemo, useRef } from 'react';
import { useTranslations } from 'use-intl';
import type { MapProblem } from '../../../shared/maps/contract.ts';
import { touchpointsOf } from '../../../shared/maps/journey-map.ts';
import { listOf, recordOf } from '../editor/grid-columns.ts';
import { useMapEditor } from '../editor/map-editor.ts';
import type { MapQuestion } from '../map-question.ts';
import panelStyles from '../panels/panel.module.css';
import { Panel } from '../panels/panel.tsx';
import type { Panels } from '../panels/use-panels.ts';
import type { OpenMap } from '../use-map-session.ts';
import { PathRules } from './path-rules.tsx';
import { type PlanContent, PlanContext } from './plan-context.ts';
import styles from './plan-panel.module.css';
import { usePlanProblems } from './plan-problems.ts';
import { type PlannedNode, planOfMap, readPlan } from './planned-path.ts';
import { PlannedRows } from './planned-rows.tsx';
import { Problems } from './problems.tsx';

interface PlanPanelProps {
  open: OpenMap;
  panels: Panels;
  question: MapQuestion;
  /** the file as the server has it, and what is wrong in it */
  stored: { file: string; problems: readonly MapProblem[] };
}

/** The way that is planned through the map, and the rules that hold on it: what reality is laid beside. */
export default function PlanPanel({ open, panels, question, stored }: PlanPanelProps) {
  const t = useTranslations('mapForms.plan');
  const editor = useMapEditor();
  const root = useRef<HTMLDivElement>(null);
  const { map, file } = open;
  const written = recordOf(file.path);
  const order = readPlan(written.order);
  const rules = listOf(written.rules);
  const problems = usePlanProblems(open, stored);
  const touchpoints = useMemo(() => touchpointsOf(map), [map]);
  const plan: PlanContent = {
    Rows: PlannedRows,
    canEdit: editor.canEdit,
    order,
    hasRules: rules.length > 0,
    problems,
    touchpoints: new Map(touchpoints.map(({ touchpoint }) => [touchpoint.id, touchpoint])),
    choices: map.stages.map((stage) => ({
      group: stage.title,
      items: touchpoints
        // an id that stands twice is told as a problem, and is one choice
        .filter((one, index) => touchpoints.findIndex((other) => isSame(other, one)) === index)
        .filter((one) => one.stage.id === stage.id)
        .map(({ touchpoint }) => ({ value: touchpoint.id, label: touchpoint.title })),
    })),
    planned: new Set(order.nodes.flatMap(namesIn)),
    edit: editor.edit,
    say: editor.say,
    focusHandle: (keys) =>
      requestAnimationFrame(() =>
        root.current?.querySelector<HTMLElement>(`[data-handle="${keys.join('.')}"]`)?.focus(),
      ),
  };
  const parts = [
    ...order.nodes.map(({ keys }) => keys),
    ...rules.map((_, index) => ['path', 'rules', index]),
  ];
  return (
    <Panel title={t('title')} onClose={() => panels.show({ panel: undefined })}>
      <PlanContext value={plan}>
        <section ref={root} className={panelStyles.stack}>
          <h3>{t('order')}</h3>
          <p className={styles.about}>{t('orderAbout')}</p>
          <Problems problems={problems.beside(parts)} />
          {order.nodes.length === 0 && (
            <>
              <p>{touchpoints.length === 0 ? t('noTouchpoints') : t('stagesArePlan')}</p>
              {editor.canEdit && touchpoints.length > 0 && (
                <button
                  type="button"
                  className="button"
                  onClick={() =>
                    editor.edit([
                      {
                        kind: 'set',
                        at: ['path', 'order'],
                        value: planOfMap(touchpoints.map(({ touchpoint }) => touchpoint)),
                      },
                    ])
                  }
                >
                  <IconListDetails size={15} stroke={1.7} aria-hidden />
                  {t('takeAll')}
                </button>
              )}
            </>
          )}
          {touchpoints.length > 0 && <PlannedRows list={order} around={[]} label={t('order')} />}
        </section>
        <PathRules open={open} rules={rules} question={question} />
      </PlanContext>
    </Panel>
  );
}

function isSame(one: ReturnType<typeof touchpointsOf>[number], other: typeof one): boolean {
  return one.touchpoint.id === other.touchpoint.id;
}

function namesIn(node: PlannedNode): string[] {
  if (node.kind === 'touchpoint') return [node.touchpoint];
  if (node.kind === 'loop') return [node.body, ...(node.again ? [node.again] : [])].flatMap(namesIn);
  return 'list' in node ? node.list.nodes.flatMap(namesIn) : [];
}
