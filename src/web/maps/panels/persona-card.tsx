import { IconChevronDown, IconSparkles, IconTrash, IconX } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Json, MapEdit, MapPath } from '../../../shared/maps/edit/map-edit.ts';
import type { Persona, Statement } from '../../../shared/maps/journey-map.ts';
import type { PersonaData, ProposedStatement } from '../../../shared/maps/personas-contract.ts';
import { api } from '../../platform/api.ts';
import { useFormats } from '../../platform/workspace.tsx';
import { useChannelName } from '../../ui/channel-mark.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { useMapEditor } from '../editor/map-editor.ts';
import type { OpenMap } from '../use-map-session.ts';
import panelStyles from './panel.module.css';
import styles from './persona-card.module.css';
import { TextField } from './text-field.tsx';

const PARTS = ['habits', 'interests', 'motives', 'pains'] as const;
type Part = (typeof PARTS)[number];
const SOURCES = ['assumption', 'interview', 'survey', 'observation', 'analytics'] as const;

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
            {[t(`kinds.${persona.kind}`), persona.sex, persona.age, persona.livesIn]
              .filter((one) => one !== null)
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
            <TextField
              label={t('sex')}
              value={persona.sex ?? ''}
              isReadOnly={isReadOnly}
              onChange={(value) => set('sex', value, persona.sex)}
            />
            <TextField
              label={t('age')}
              value={persona.age ?? ''}
              isReadOnly={isReadOnly}
              onChange={(value) => set('age', value, persona.age)}
            />
            <TextField
              label={t('place')}
              value={persona.livesIn ?? ''}
              isReadOnly={isReadOnly}
              onChange={(value) => set('place', value, persona.livesIn)}
            />
          </div>
          <TextField
            label={t('quote')}
            value={persona.quote ?? ''}
            isReadOnly={isReadOnly}
            onChange={(value) => set('quote', value, persona.quote)}
          />
          {PARTS.map((part) => (
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

function Statements({ part, persona, path }: { part: Part; persona: Persona; path: MapPath }) {
  const t = useTranslations('panels.persona');
  const editor = useMapEditor();
  const list = persona[part];
  const write = (next: readonly Statement[]) => {
    const value = next.map(inFile);
    editor.edit([
      { kind: 'set', at: [...path, part], base: list.map(inFile), ...(value.length === 0 ? {} : { value }) },
    ]);
  };
  const change = (index: number, next: Partial<Statement>) =>
    write(list.map((one, at) => (at === index ? { ...one, ...next } : one)));
  return (
    <fieldset className={styles.statements}>
      <legend>{t(part)}</legend>
      <ul>
        {list.map((one, index) => (
          <li key={`${one.text}/${index.toString()}`}>
            <div className={panelStyles.row}>
              <div className={panelStyles.grow}>
                <TextField
                  label={t(part)}
                  isHidden
                  value={one.text}
                  isReadOnly={!editor.canEdit}
                  onChange={(text) =>
                    text === '' ? write(list.filter((_, at) => at !== index)) : change(index, { text })
                  }
                />
              </div>
              <select
                aria-label={t('source')}
                className={styles.source}
                data-source={one.source}
                value={one.source}
                disabled={!editor.canEdit}
                onChange={(event) =>
                  change(index, {
                    source: SOURCES.find((source) => source === event.currentTarget.value) ?? 'assumption',
                  })
                }
              >
                {SOURCES.map((source) => (
                  <option key={source} value={source}>
                    {t(`sources.${source}`)}
                  </option>
                ))}
              </select>
              {editor.canEdit && (
                <button
                  type="button"
                  className={styles.drop}
                  aria-label={t('dropStatement', { text: one.text })}
                  onClick={() => write(list.filter((_, at) => at !== index))}
                >
                  <IconX size={13} stroke={1.8} aria-hidden />
                </button>
              )}
            </div>
            {(one.evidence.length > 0 || one.source !== 'assumption') && (
              <TextField
                label={t('evidence')}
                isHidden
                placeholder={t('evidence')}
                value={one.evidence.join('; ')}
                isReadOnly={!editor.canEdit}
                onChange={(text) =>
                  change(index, { evidence: text === '' ? [] : text.split(/;\s*/).filter(Boolean) })
                }
              />
            )}
          </li>
        ))}
      </ul>
      {editor.canEdit && (
        <AddStatement
          key={list.length}
          label={t('addStatement', { part: t(part).toLowerCase() })}
          onAdd={(text) => write([...list, { text, source: 'assumption', evidence: [] }])}
        />
      )}
    </fieldset>
  );
}

function AddStatement({ label, onAdd }: { label: string; onAdd: (text: string) => void }) {
  return (
    <TextField
      label={label}
      placeholder={label}
      isHidden
      value=""
      onChange={(text) => text !== '' && onAdd(text)}
    />
  );
}

/** As the file writes it: a bare text where nothing else is said. */
function inFile({ text, source, evidence }: Statement): Json {
  if (source === 'assumption' && evidence.length === 0) return text;
  return { text, source, ...(evidence.length === 0 ? {} : { evidence }) };
}

/** What the data say about the persona's people, to be taken over piece by piece. */
function FillFromData({ persona, path }: { persona: Persona; path: MapPath }) {
  const t = useTranslations('panels.persona');
  const formats = useFormats();
  const editor = useMapEditor();
  const channelName = useChannelName();
  const measure = useMutation(api.mapPersonas.measure.mutationOptions());
  const { data } = measure;
  const wordsOf = (one: ProposedStatement) =>
    one.part === 'habits'
      ? t('uses', { channel: channelName(one.text) })
      : one.part === 'interests'
        ? t('looksAt', { category: one.text })
        : one.text;
  const fresh = (data?.statements ?? []).filter((one) => !isSaid(persona, one, wordsOf(one)));
  const take = (list: readonly ProposedStatement[]) =>
    editor.edit(
      takeOver(
        persona,
        path,
        list.map((one) => ({ ...one, text: wordsOf(one) })),
      ),
    );
  return (
    <section className={styles.data}>
      <button
        type="button"
        className="button"
        disabled={measure.isPending}
        onClick={() => measure.mutate({ segment: persona.segment })}
      >
        <IconSparkles size={15} stroke={1.7} aria-hidden />
        {t('fill')}
      </button>
      {measure.isError && <ErrorState error={measure.error} isCompact />}
      {data && (
        <div className={panelStyles.stack} aria-live="polite">
          <p>
            {t('worth', {
              people: data.people,
              buyers: data.buyers,
              revenue: formats.money(data.revenue),
              each: formats.money(data.buyers === 0 ? 0 : data.revenue / data.buyers),
            })}
          </p>
          <Distributions data={data} channelName={channelName} />
          {editor.canEdit && fresh.length > 0 && (
            <>
              <ul className={styles.proposals}>
                {fresh.map((one) => (
                  <li key={`${one.part}/${one.text}`}>
                    <span className={panelStyles.grow}>
                      {wordsOf(one)}
                      <small>{one.evidence}</small>
                    </span>
                    <button
                      type="button"
                      className="button"
                      onClick={() => take([one])}
                      aria-label={t('takeOne', { text: wordsOf(one) })}
                    >
                      {t('take')}
                    </button>
                  </li>
                ))}
              </ul>
              <button type="button" className="button" data-kind="primary" onClick={() => take(fresh)}>
                {t('takeAll')}
              </button>
            </>
          )}
          {fresh.length === 0 && <p className={panelStyles.meta}>{t('nothingNew')}</p>}
        </div>
      )}
    </section>
  );
}

function Distributions({
  data,
  channelName,
}: {
  data: PersonaData;
  channelName: (channel: string) => string;
}) {
  const t = useTranslations('panels.persona');
  const formats = useFormats();
  return (
    <dl className={styles.bars}>
      {(['sex', 'age', 'place', 'channels', 'categories'] as const).map((part) => {
        const most = Math.max(...data[part].map((one) => one.people), 1);
        if (data[part].length === 0) return null;
        return (
          <div key={part}>
            <dt>{t(part)}</dt>
            <dd>
              {data[part].slice(0, 4).map(({ value, people }) => (
                <span key={value} className={styles.bar}>
                  <i style={{ width: `${((people / most) * 56).toFixed(1)}px` }} />
                  {part === 'channels' ? channelName(value) : value} <small>{formats.compact(people)}</small>
                </span>
              ))}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

const SINGLE = { sex: 'sex', age: 'age', place: 'livesIn' } as const;

function isSaid(persona: Persona, { part }: ProposedStatement, text: string): boolean {
  if (part === 'habits' || part === 'interests') return persona[part].some((one) => one.text === text);
  return persona[SINGLE[part]] !== null;
}

/** Statements as edits: what a persona has once is set, the others come to its lists with their source. */
function takeOver(persona: Persona, path: MapPath, list: readonly ProposedStatement[]): MapEdit[] {
  const edits: MapEdit[] = [];
  for (const part of ['habits', 'interests'] as const) {
    const taken = list.filter((one) => one.part === part);
    if (taken.length === 0) continue;
    const before = persona[part].map(inFile);
    const value = [
      ...before,
      ...taken.map(({ text, evidence }) => ({ text, source: 'analytics', evidence: [evidence] })),
    ];
    edits.push({ kind: 'set', at: [...path, part], base: before, value });
  }
  for (const { part, text } of list)
    if (part === 'sex' || part === 'age' || part === 'place')
      edits.push({ kind: 'set', at: [...path, part], value: text });
  return edits;
}
