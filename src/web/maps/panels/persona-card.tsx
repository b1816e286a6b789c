import { IconChevronDown, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { MapPath } from '../../../shared/maps/edit/map-edit.ts';
import type { Persona } from '../../../shared/maps/journey-map.ts';
import { api } from '../../platform/api.ts';
import { useFormats } from '../../platform/workspace.tsx';
import { Skeleton } from '../../ui/states.tsx';
import { useMapEditor } from '../editor/map-editor.ts';
import type { OpenMap } from '../use-map-session.ts';
import panelStyles from './panel.module.css';
import styles from './persona-card.module.css';
import { FillFromData } from './persona-fill.tsx';
import { SingleStatement, STATEMENT_PARTS, Statements } from './persona-statements.tsx';
import { LinesField, TextField } from './text-field.tsx';

const KINDS = ['proto', 'research', 'segment'] as const;
const LINES = ['goals', 'needs', 'frustrations'] as const;

/** One persona: who it is, what is said of it and where that comes from, and its share of the customers as measured. */
export function PersonaCard({ persona, open }: { persona: Persona; open: OpenMap }) {
  const t = useTranslations('panels.persona');
  const editor = useMapEditor();
  const [isOpen, setOpen] = useState(open.map.personas.length === 1);
  const path: MapPath = ['personas', { id: persona.id }];
  const set = (key: string, value: string, base: string | null) =>
    editor.edit([
      {
        kind: 'set',
        at: [...path, key],
        ...(base === null ? {} : { base }),
        ...(value === '' ? {} : { value }),
      },
    ]);
  const isReadOnly = !editor.canEdit;
  return (
    <article className={styles.card} aria-label={persona.name}>
      <button type="button" className={styles.head} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span className={styles.face} aria-hidden="true">
          {persona.name.slice(0, 2)}
        </span>
        <span className={panelStyles.grow}>
          <span className={panelStyles.strong}>{persona.name}</span>
          <small>
            {[t(`kinds.${persona.kind}`), persona.sex?.text, persona.age?.text, persona.livesIn?.text]
              .filter((one) => one !== undefined)
              .join(' · ')}
          </small>
        </span>
        <MeasuredShare segment={persona.segment} />
        <IconChevronDown size={14} stroke={1.8} className={styles.arrow} aria-hidden />
      </button>
      {isOpen && (
        <div className={panelStyles.stack}>
          <TextField
            label={t('name')}
            value={persona.name}
            onChange={(value) => value !== '' && set('name', value, persona.name)}
            isReadOnly={isReadOnly}
          />
          <div className={styles.three}>
            <SingleStatement part="sex" value={persona.sex} path={path} />
            <SingleStatement part="age" value={persona.age} path={path} />
            <SingleStatement part="place" value={persona.livesIn} path={path} />
          </div>
          <label className={panelStyles.label}>
            {t('kind')}
            <select
              className={panelStyles.field}
              value={persona.kind}
              disabled={isReadOnly}
              onChange={(event) => set('kind', event.currentTarget.value, null)}
            >
              {KINDS.map((kind) => (
                <option key={kind} value={kind}>
                  {t(`kinds.${kind}`)}
                </option>
              ))}
            </select>
          </label>
          {LINES.map((part) => (
            <LinesField
              key={part}
              label={t(part)}
              values={persona[part]}
              isReadOnly={isReadOnly}
              onChange={(lines) =>
                editor.edit([
                  {
                    kind: 'set',
                    at: [...path, part],
                    base: persona[part],
                    ...(lines.length === 0 ? {} : { value: lines }),
                  },
                ])
              }
            />
          ))}
          <TextField
            label={t('quote')}
            value={persona.quote ?? ''}
            isReadOnly={isReadOnly}
            onChange={(value) => set('quote', value, persona.quote)}
          />
          {STATEMENT_PARTS.map((part) => (
            <Statements key={part} part={part} persona={persona} path={path} />
          ))}
          <TextField
            label={t('condition')}
            placeholder="traits.has_children = true"
            value={persona.segment ?? ''}
            isReadOnly={isReadOnly}
            onChange={(value) => set('segment', value, persona.segment)}
          />
          <FillFromData persona={persona} path={path} />
          {editor.canEdit && (
            <button
              type="button"
              className="button"
              data-kind="quiet"
              onClick={() => {
                editor.edit([{ kind: 'remove', item: path }]);
                editor.tell(t('removed', { name: persona.name }));
              }}
            >
              <IconTrash size={15} stroke={1.7} aria-hidden />
              {t('remove')}
            </button>
          )}
        </div>
      )}
    </article>
  );
}

/** Part of all customers who meet the persona's condition. */
export function MeasuredShare({ segment }: { segment: string | null }) {
  const t = useTranslations('panels.persona');
  const formats = useFormats();
  const query = useQuery(
    api.mapPersonas.measure.queryOptions({
      input: { segment },
      enabled: segment !== null,
      staleTime: 60_000,
    }),
  );
  if (segment === null) return <small className={styles.share}>{t('unbound')}</small>;
  if (query.isError) return <small className={styles.share}>{t('badCondition')}</small>;
  if (!query.data) return <Skeleton width={40} />;
  const { share, people, customers } = query.data;
  return (
    <span
      className={styles.share}
      title={t('shareExact', { people, customers })}
      data-measured={share !== null || undefined}
    >
      {share === null ? t('noCustomers') : formats.percent(share)}
    </span>
  );
}
