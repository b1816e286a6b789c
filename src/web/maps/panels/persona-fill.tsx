import { IconSparkles } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import type { MapEdit, MapPath } from '../../../shared/maps/edit/map-edit.ts';
import type { Persona } from '../../../shared/maps/journey-map.ts';
import type { PersonaData, ProposedStatement } from '../../../shared/maps/personas-contract.ts';
import { api } from '../../platform/api.ts';
import { useFormats } from '../../platform/workspace.tsx';
import { useChannelName } from '../../ui/channel-mark.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { useMapEditor } from '../editor/map-editor.ts';
import panelStyles from './panel.module.css';
import styles from './persona-card.module.css';
import { inFile } from './persona-statements.tsx';

/** What the data say about the persona's people, to be taken over piece by piece. */
export function FillFromData({ persona, path }: { persona: Persona; path: MapPath }) {
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

/** Statements as edits: what a persona has once is set, the others come to its lists, all with their source. */
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
  for (const { part, text, evidence } of list)
    if (part === 'sex' || part === 'age' || part === 'place')
      edits.push({
        kind: 'set',
        at: [...path, part],
        value: { text, source: 'analytics', evidence: [evidence] },
      });
  return edits;
}
