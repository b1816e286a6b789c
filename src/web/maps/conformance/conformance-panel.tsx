import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { type ConformanceAnswer, WAY_GROUPS } from '../../../shared/maps/conformance-contract.ts';
import { type JourneyMap, touchpointsOf } from '../../../shared/maps/journey-map.ts';
import { useFormats } from '../../platform/workspace.tsx';
import { Headline } from '../../ui/headline.tsx';
import { BrokenRules } from './broken-rules.tsx';
import styles from './conformance-panel.module.css';
import { DeviatingWays, MoveMark } from './deviating-ways.tsx';
import { FollowHistory } from './follow-history.tsx';
import type { ShowPeople } from './use-people-of-conformance.tsx';

interface ConformancePanelProps {
  map: JourneyMap;
  answer: ConformanceAnswer;
  onPeople: ShowPeople;
}

const FIGURES = ['alignmentFitness', 'precision', 'replayFitness', 'generalisation', 'simplicity'] as const;

/** How many follow the map, what they pass over, what they do besides, which rules break, and how that changes. */
export function ConformancePanel({ map, answer, onPeople }: ConformancePanelProps) {
  const t = useTranslations('conformance');
  const formats = useFormats();
  const titles = new Map(touchpointsOf(map).map(({ touchpoint }) => [touchpoint.id, touchpoint.title]));
  const titleOf = (touchpoint: string) => titles.get(touchpoint) ?? touchpoint;
  if (answer.followShare === null) return <p>{t('nobody')}</p>;
  return (
    <div className={styles.panel}>
      <Headline
        value={formats.percent(answer.followShare)}
        exact={formats.exact.ratio(answer.followShare)}
        text={t('headline', { journeys: formats.count(answer.journeysRead) })}
      />
      <Groups answer={answer} onPeople={onPeople} />
      {(answer.case.by === 'order' || answer.case.by === 'account') && (
        <p className="mute">{t(`case.${answer.case.by}`)}</p>
      )}
      {!answer.isPlanned && <p className="mute">{t('stagesArePlan')}</p>}
      {answer.journeysRead < answer.journeys && (
        <p className="mute">
          {t('partRead', {
            read: answer.waysRead,
            ways: answer.ways,
            share: formats.percent(answer.journeysRead / answer.journeys),
          })}
        </p>
      )}
      <FollowHistory map={map.id} />
      <Touchpoints kind="skipped" answer={answer} titleOf={titleOf} onPeople={onPeople} />
      <Touchpoints kind="extra" answer={answer} titleOf={titleOf} onPeople={onPeople} />
      <BrokenRules rules={answer.rules} onPeople={onPeople} />
      <DeviatingWays deviations={answer.deviations} titleOf={titleOf} />
      <section>
        <h3>{t('figures.title')}</h3>
        <dl className={styles.figures}>
          {FIGURES.map((figure) => {
            const value = answer[figure];
            return (
              value !== null && (
                <div key={figure}>
                  <dt>{t(`figures.${figure}`)}</dt>
                  <dd title={value.toString()}>{value.toFixed(2)}</dd>
                  <dd className="mute">{t(`figures.${figure}Means`)}</dd>
                </div>
              )
            );
          })}
        </dl>
      </section>
    </div>
  );
}

/** The three kinds of journeys as one bar: the walked line solid, what deviates hatched. */
function Groups({ answer, onPeople }: Pick<ConformancePanelProps, 'answer' | 'onPeople'>) {
  const t = useTranslations('conformance');
  const formats = useFormats();
  return (
    <div>
      <div className={styles.bar} aria-hidden="true">
        {WAY_GROUPS.map((group) => (
          <span key={group} data-group={group} style={{ flexGrow: answer.groups[group].journeys }} />
        ))}
      </div>
      <div className={styles.groups}>
        {WAY_GROUPS.map((group) => {
          const { journeys, people } = answer.groups[group];
          const name = t(`groups.${group}`);
          return (
            <button
              key={group}
              type="button"
              disabled={people === 0}
              aria-label={t('groupTitle', { group: name, journeys, people })}
              onClick={() => onPeople(name, t(`groupMeans.${group}`), { kind: 'group', group })}
            >
              <i data-group={group} aria-hidden="true" />
              <span>{name}</span>
              <b>{formats.percent(journeys / answer.journeysRead)}</b>
              <span className="mute">{t('people', { people, shown: formats.compact(people) })}</span>
            </button>
          );
        })}
      </div>
    </div>
  );
}

interface TouchpointsProps extends Pick<ConformancePanelProps, 'answer' | 'onPeople'> {
  kind: 'skipped' | 'extra';
  titleOf: (touchpoint: string) => string;
}

/** Touchpoints shown before one asks for more. */
const FIRST_ROWS = 6;

/** Touchpoints that people pass over (hollow), or come to where the plan has them not. */
function Touchpoints({ kind, answer, titleOf, onPeople }: TouchpointsProps) {
  const t = useTranslations('conformance');
  const formats = useFormats();
  const [isWhole, setIsWhole] = useState(false);
  const rows = answer.touchpoints
    .filter((one) => one[kind].people > 0)
    .toSorted((a, b) => b[kind].people - a[kind].people);
  return (
    <section>
      <h3>{t(kind)}</h3>
      {rows.length === 0 && <p className="mute">{t(`${kind}None`)}</p>}
      <ul className={styles.rows}>
        {rows.slice(0, isWhole ? undefined : FIRST_ROWS).map(({ touchpoint, [kind]: counts }) => (
          <li key={touchpoint}>
            <button
              type="button"
              aria-label={t('showPeople', { title: titleOf(touchpoint), ...counts })}
              onClick={() => onPeople(titleOf(touchpoint), t(`${kind}Means`), { kind, touchpoint })}
            >
              <MoveMark kind={kind} />
              <span>{titleOf(touchpoint)}</span>
              <span className={styles.people}>
                {t('people', { people: counts.people, shown: formats.compact(counts.people) })}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {!isWhole && rows.length > FIRST_ROWS && (
        <button type="button" className="button" data-kind="quiet" onClick={() => setIsWhole(true)}>
          {t('more', { rest: rows.length - FIRST_ROWS })}
        </button>
      )}
    </section>
  );
}
