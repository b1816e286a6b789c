import { useTranslations } from 'use-intl';
import { type ContentCell, contentCell, type StepContent } from '../../../shared/maps/content-gaps.ts';
import type { Persona, Stage } from '../../../shared/maps/journey-map.ts';
import { useMapEditor } from '../editor/map-editor.ts';
import { MapText } from '../map-text.tsx';
import type { OpenMap } from '../use-map-session.ts';
import styles from './gaps-view.module.css';
import personaStyles from './personas-view.module.css';
import { LinesField } from './text-field.tsx';
import type { Panels } from './use-panels.ts';
import viewStyles from './view.module.css';
import { ViewFrame } from './view-frame.tsx';

/** Personas down, stages across: what there is to read, watch or use for each, where nothing is, and room to write it. */
export default function GapsView({ open, panels }: { open: OpenMap; panels: Panels }) {
  const t = useTranslations('panels.gaps');
  const { map } = open;
  const rows = map.personas.map((persona) => ({
    persona,
    cells: map.stages.map((stage) => ({ stage, cell: contentCell(stage, persona) })),
  }));
  const all = rows.flatMap(({ cells }) => cells);
  const gaps = all.filter(({ cell }) => cell.state !== 'answered').length;
  return (
    <ViewFrame
      title={t('title')}
      panels={panels}
      about={map.personas.length === 0 ? t('noPersonas') : t('about', { gaps, all: all.length })}
    >
      {map.personas.length > 0 && (
        <div className={viewStyles.scroll}>
          <table className={viewStyles.table}>
            <thead>
              <tr>
                <th scope="row">
                  <span className="only-read">{t('persona')}</span>
                </th>
                {map.stages.map((stage) => (
                  <th key={stage.id} scope="col" className={styles.column}>
                    {stage.title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              <tr>
                <th scope="row">{t('everybody')}</th>
                {(rows[0]?.cells ?? []).map(({ stage, cell }) => (
                  <td key={stage.id}>
                    <ul>
                      {cell.shared.map((text) => (
                        <li key={text}>
                          <MapText text={text} />
                        </li>
                      ))}
                    </ul>
                    {cell.shared.length === 0 && <span className={viewStyles.mute}>{t('nothing')}</span>}
                  </td>
                ))}
              </tr>
              {rows.map(({ persona, cells }) => (
                <tr key={persona.id}>
                  <th scope="row">{persona.name}</th>
                  {cells.map(({ stage, cell }) => (
                    <GapCell key={stage.id} stage={stage} persona={persona} cell={cell} />
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </ViewFrame>
  );
}

function GapCell({ stage, persona, cell }: { stage: Stage; persona: Persona; cell: ContentCell }) {
  const t = useTranslations('panels.gaps');
  return (
    <td className={personaStyles.cell} data-state={cell.state === 'empty' ? 'removed' : undefined}>
      {cell.state !== 'answered' && (
        <b className={styles.gap}>{t(cell.state === 'empty' ? 'nothing' : 'gap')}</b>
      )}
      {cell.steps.map((one) => (
        <StepPart key={one.step.id} stage={stage} persona={persona} part={one} />
      ))}
    </td>
  );
}

function StepPart({ stage, persona, part }: { stage: Stage; persona: Persona; part: StepContent }) {
  const t = useTranslations('panels.gaps');
  const editor = useMapEditor();
  const { step, own, unanswered } = part;
  const at = ['stages', { id: stage.id }, 'steps', { id: step.id }, 'perPersona', persona.id, 'content'];
  return (
    <div className={styles.step}>
      {unanswered.length > 0 && (
        <small>{t('unanswered', { step: step.title, texts: unanswered.join('; ') })}</small>
      )}
      {(editor.canEdit || own.length > 0) && (
        <LinesField
          label={t('contentFor', { persona: persona.name, step: step.title })}
          isHidden
          placeholder={t('add', { step: step.title })}
          values={own}
          isReadOnly={!editor.canEdit}
          onChange={(lines) =>
            editor.edit([{ kind: 'set', at, ...(lines.length === 0 ? {} : { value: lines }) }])
          }
        />
      )}
    </div>
  );
}
