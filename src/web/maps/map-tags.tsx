import { Popover } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { useNow, useTranslations } from 'use-intl';
import type { MapProblem } from '../../shared/maps/contract.ts';
import type { JourneyMap } from '../../shared/maps/journey-map.ts';
import { useFormats } from '../platform/workspace.tsx';
import { useMapEditor } from './editor/map-editor.ts';
import styles from './map-tags.module.css';

/** State of the map, when it was last checked, and what its file lacks. */
export function MapTags({ map, problems }: { map: JourneyMap; problems: readonly MapProblem[] }) {
  const t = useTranslations('maps');
  const formats = useFormats();
  const editor = useMapEditor();
  const now = useNow().getTime();
  const [isOpen, setIsOpen] = useState(false);
  const last = map.review?.last ?? null;
  const isOverdue =
    last !== null && map.review?.everyMs != null && Date.parse(last) + map.review.everyMs < now;
  return (
    <>
      <button
        type="button"
        className="tag"
        data-tone={map.status === 'live' ? 'live' : undefined}
        title={t('settings')}
        onClick={() => editor.showDetails({ kind: 'map', at: [] })}
      >
        {t('stateAndStatus', { state: t(`states.${map.state}`), status: t(`statuses.${map.status}`) })}
        <span className="only-read">, {t('settings')}</span>
      </button>
      {last !== null && (
        <span
          className="tag"
          data-tone={isOverdue ? 'warn' : undefined}
          data-spare={!isOverdue || undefined}
          title={formats.day(last.slice(0, 10))}
        >
          {t(isOverdue ? 'checkOverdue' : 'checked', { ago: formats.ago(last, now) })}
        </span>
      )}
      {problems.length > 0 && (
        <Popover opened={isOpen} onChange={setIsOpen} position="bottom-start" shadow="none" width={420}>
          <Popover.Target>
            <button
              type="button"
              className="tag"
              data-tone="warn"
              onClick={() => setIsOpen(!isOpen)}
              aria-expanded={isOpen}
              aria-label={t('problemsTitle', { count: problems.length })}
              title={t('problemsTitle', { count: problems.length })}
            >
              <IconAlertTriangle size={13} stroke={1.8} aria-hidden />
              {t('problems', { count: problems.length })}
            </button>
          </Popover.Target>
          <Popover.Dropdown className={styles.dropdown}>
            <MapProblems problems={problems} />
          </Popover.Dropdown>
        </Popover>
      )}
    </>
  );
}

interface MapProblemsProps {
  problems: readonly MapProblem[];
  /** leads to the place of one in the file */
  onGo?: (problem: MapProblem) => void;
}

/** What is wrong or missing, by line of the file. */
export function MapProblems({ problems, onGo }: MapProblemsProps) {
  const t = useTranslations('maps');
  return (
    <ul className={styles.problems}>
      {problems.map((problem) => (
        <li
          key={`${problem.code}/${problem.line.toString()}/${problem.column.toString()}/${problem.message}`}
          data-severity={problem.severity}
        >
          {onGo ? (
            <button type="button" className={styles.place} onClick={() => onGo(problem)}>
              {t('lineAndColumn', { line: problem.line, column: problem.column })}
            </button>
          ) : (
            <span className="mute">{t('line', { line: problem.line })}</span>
          )}
          <span>
            {problem.message}
            {problem.suggestion && <small>{t('suggestion', { suggestion: problem.suggestion })}</small>}
          </span>
        </li>
      ))}
    </ul>
  );
}
