import { useTranslations } from 'use-intl';
import { type Persona, type Stage, valueUnder } from '../../../shared/maps/journey-map.ts';
import { MapText } from '../map-text.tsx';
import type { OpenMap } from '../use-map-session.ts';
import type { Panels } from './use-panels.ts';
import styles from './view.module.css';
import { ViewFrame } from './view-frame.tsx';

/** What a persona finds in a stage, and what it asks or suffers there that nothing answers. */
export interface ContentCell {
  content: string[];
  /** thoughts and pains of the persona in steps without any content */
  gaps: string[];
  isEmpty: boolean;
}

/** A step's content is for everybody; a question of a persona in a step without content is a gap. */
export function contentCell(stage: Stage, persona: Persona): ContentCell {
  const content = stage.steps.flatMap((step) => [
    ...step.content,
    ...step.touchpoints.flatMap((touchpoint) => touchpoint.content),
  ]);
  const gaps = stage.steps.flatMap((step) => {
    if (step.content.length > 0 || step.touchpoints.some((one) => one.content.length > 0)) return [];
    const own = valueUnder(step.perPersona, persona.id);
    const pains = step.pains.filter(
      (pain) => pain.personas.length === 0 || pain.personas.includes(persona.id),
    );
    return [
      ...(own && own.thoughts.length > 0 ? own.thoughts : step.thoughts),
      ...[...pains, ...(own?.pains ?? [])].map((pain) => pain.text),
    ];
  });
  return { content: [...new Set(content)], gaps: [...new Set(gaps)], isEmpty: content.length === 0 };
}

/** Personas down, stages across: what there is to read, watch or use for each, and where nothing is. */
export default function GapsView({ open, panels }: { open: OpenMap; panels: Panels }) {
  const t = useTranslations('panels.gaps');
  const { map } = open;
  const cells = map.personas.map((persona) => map.stages.map((stage) => contentCell(stage, persona)));
  const empty = cells.flat().filter((cell) => cell.isEmpty).length;
  return (
    <ViewFrame
      title={t('title')}
      panels={panels}
      about={map.personas.length === 0 ? t('noPersonas') : t('about', { empty, all: cells.flat().length })}
    >
      {map.personas.length > 0 && (
        <div className={styles.scroll}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="row">
                  <span className="only-read">{t('persona')}</span>
                </th>
                {map.stages.map((stage) => (
                  <th key={stage.id} scope="col">
                    {stage.title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {map.personas.map((persona, row) => (
                <tr key={persona.id}>
                  <th scope="row">{persona.name}</th>
                  {map.stages.map((stage, column) => {
                    const cell = cells[row]?.[column];
                    if (!cell) return null;
                    return (
                      <td key={stage.id} data-state={cell.isEmpty ? 'removed' : undefined}>
                        <ul>
                          {cell.content.map((text) => (
                            <li key={text}>
                              <MapText text={text} />
                            </li>
                          ))}
                        </ul>
                        {cell.isEmpty && <span>{t('nothing')}</span>}
                        {cell.gaps.length > 0 && (
                          <small>{t('unanswered', { texts: cell.gaps.join('; ') })}</small>
                        )}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </ViewFrame>
  );
}
