import { IconExternalLink } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { Opportunity, Pain, TargetAction } from '../../shared/maps/journey-map.ts';
import { useFormats } from '../platform/workspace.tsx';
import { OPERATOR_SIGNS } from './kpi-delta.ts';
import styles from './lane-cells.module.css';
import type { StageColumn } from './map-view.ts';

const LINK = /\[([^\]]+)\]\((https?:\/\/[^)\s]+)\)/g;

/** A text of the map file; `[name](https://...)` becomes a link, all else stays text. */
export function MapText({ text }: { text: string }) {
  const pieces: ReactNode[] = [];
  let end = 0;
  for (const found of text.matchAll(LINK)) {
    pieces.push(text.slice(end, found.index));
    pieces.push(
      <a key={found.index} href={found[2]} target="_blank" rel="noreferrer" className={styles.link}>
        {found[1]}
      </a>,
    );
    end = found.index + found[0].length;
  }
  pieces.push(text.slice(end));
  return pieces;
}

export function TextCell({ texts, kind }: { texts: readonly string[]; kind: string }) {
  return (
    <ul className={styles.texts} data-kind={kind}>
      {texts.map((text) => (
        <li key={text}>
          <MapText text={text} />
        </li>
      ))}
    </ul>
  );
}

const SEVERE = 4;

export function PainCell({ pains }: { pains: readonly Pain[] }) {
  const t = useTranslations('maps.pains');
  return (
    <ul className={styles.cards}>
      {pains.map((pain) => (
        <li
          key={pain.id ?? pain.text}
          className={styles.pain}
          data-severe={(pain.severity ?? 0) >= SEVERE || undefined}
        >
          <MapText text={pain.text} />
          {(pain.severity !== null || pain.frequency !== null || pain.evidence.length > 0) && (
            <small>
              {[
                pain.severity === null ? null : t('severity', { severity: pain.severity }),
                pain.frequency,
                pain.evidence.length > 0 ? t('evidence', { count: pain.evidence.length }) : null,
              ]
                .filter((part) => part !== null)
                .join(' · ')}
            </small>
          )}
        </li>
      ))}
    </ul>
  );
}

export function OpportunityCell({ opportunities }: { opportunities: readonly Opportunity[] }) {
  const t = useTranslations('maps.opportunities');
  return (
    <ul className={styles.cards}>
      {opportunities.map((one) => {
        const value = Math.max(one.scores.customerValue ?? 0, one.scores.businessValue ?? 0);
        const parts = [
          value > 0 ? t('value', { value }) : null,
          one.scores.effort === undefined ? null : t('effort', { effort: one.scores.effort }),
          one.status === 'idea' ? null : t(`status.${one.status}`),
          one.owner,
        ].filter((part) => part !== null);
        return (
          <li key={one.id ?? one.text} className={styles.opportunity}>
            <MapText text={one.text} />
            <small>
              {parts.join(' · ')}
              {one.issue?.startsWith('http') && (
                <a href={one.issue} target="_blank" rel="noreferrer" className={styles.issue}>
                  {one.issue.split('/').at(-1)}
                  <IconExternalLink size={12} stroke={1.8} aria-hidden />
                </a>
              )}
            </small>
          </li>
        );
      })}
    </ul>
  );
}

export function TargetActionCell({ actions }: { actions: readonly TargetAction[] }) {
  const t = useTranslations('maps.cta');
  const formats = useFormats();
  return (
    <ul className={styles.texts}>
      {actions.map((one) => (
        <li
          key={one.action}
          className={styles.action}
          data-measured={one.events.length > 0 || one.metric !== null || undefined}
        >
          {one.action}
          {one.target && (
            <small>
              {OPERATOR_SIGNS[one.target.operator]} {formats.percent(one.target.value)}
            </small>
          )}
          {one.events.length === 0 && one.metric === null && <small>{t('notMeasured')}</small>}
        </li>
      ))}
    </ul>
  );
}

export function BackstageCell({ parts }: { parts: StageColumn['backstage'] }) {
  const t = useTranslations('maps.backstage');
  return (
    <dl className={styles.backstage}>
      {parts.map((part) => (
        <div key={part.label}>
          <dt>{t(part.label)}</dt>
          <dd>{part.items.join(', ')}</dd>
        </div>
      ))}
    </dl>
  );
}
