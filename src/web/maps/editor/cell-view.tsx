import { IconExternalLink, IconFile, IconSitemap } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { type Metric, type Opportunity, painsOfStep, type Step } from '../../../shared/maps/journey-map.ts';
import { targetActionsOf } from '../../../shared/maps/programme/target-actions.ts';
import { ChannelMark } from '../../ui/channel-mark.tsx';
import { KpiChip } from '../kpi-chip.tsx';
import { MapText } from '../map-text.tsx';
import { CellHeat } from '../pain-heat.tsx';
import { TouchpointList } from '../touchpoint-list.tsx';
import type { CellContent, CellItem } from './cell-content.ts';
import styles from './cell-view.module.css';
import { DetailsButton } from './details-button.tsx';
import type { DetailsKind } from './details-target.ts';
import { EmotionPoints } from './emotion-points.tsx';
import type { GridColumn } from './grid-columns.ts';
import type { MapShared } from './map-shared.ts';
import { MeasuredPoints } from './measured-points.tsx';
import { PainCard } from './pain-card.tsx';
import { TargetActionLine } from './target-action-line.tsx';

interface CellViewProps {
  row: string;
  content: CellContent;
  column: GridColumn;
  shared: MapShared;
  /** the thing of the cell that is meant, and the place where a lifted one would go */
  item: number | null;
  mark: number | null;
}

/** What a cell says while nobody edits it. */
export function CellView({ row, content, column, shared, item, mark }: CellViewProps) {
  const { items } = content;
  // the menu of the grid, which leads to the details of a stage and a step, is none of a phone's
  const isPhone = !shared.isDense;
  const attributes = (index: number) => ({
    'data-item': index,
    'data-chosen': index === item || undefined,
    'data-mark': index === mark || undefined,
  });
  const list = (draw: (item: CellItem) => ReactNode, kind: string) => (
    <ul className={styles.cards} data-kind={kind}>
      {items.map((one, index) => (
        <li key={keyOf(one, index)} {...attributes(index)}>
          {draw(one)}
          <ItemDetails item={one} kind={kind} />
        </li>
      ))}
    </ul>
  );
  switch (row) {
    case 'stage':
      return (
        <div {...attributes(0)} className={styles.stage}>
          <div className={styles.title}>{items[0]?.text}</div>
          {items[1] && <div className={styles.goal}>{items[1].text}</div>}
          {isPhone && (
            <DetailsButton thing={column.stage.title} kind="stage" at={['stages', { id: column.stage.id }]} />
          )}
        </div>
      );
    case 'steps':
      return (
        <ul className={styles.steps} data-gathered={items.length > 1 || undefined}>
          {items.map((one, index) => (
            <li key={keyOf(one, index)} {...attributes(index)}>
              {one.text}
              <InsideLink step={one.thing as Step} />
              {isPhone && <DetailsButton thing={one.text} kind="steps" at={one.at} />}
            </li>
          ))}
        </ul>
      );
    case 'kpis':
      return (
        <div className={styles.kpis} data-dense={shared.isDense || undefined}>
          {items.map((one, index) => (
            <div key={keyOf(one, index)} {...attributes(index)} className={styles.kpi}>
              <KpiChip
                question={shared.question}
                metric={(one.thing as Metric | null) ?? undefined}
                metricId={String(one.raw)}
                isComparing={shared.isComparing}
                isCompact={shared.isDense && index > 0}
                onPick={shared.actions.onKpi}
              />
              <ItemDetails item={one} kind="kpis" isBeside={shared.isDense && index > 0} />
            </div>
          ))}
        </div>
      );
    case 'touchpoints':
      return (
        <TouchpointList
          question={shared.question}
          items={items}
          channels={shared.channels}
          onPick={shared.actions.onTouchpoint}
          attributes={attributes}
          after={(one) => <ItemDetails item={one} kind="touchpoints" isBeside />}
        />
      );
    case 'emotion':
      return (
        <>
          <MeasuredPoints column={column} shared={shared} />
          <EmotionPoints content={content} />
        </>
      );
    case 'channels':
      return <Channels column={column} shared={shared} />;
    case 'pains':
      return (
        <>
          <CellHeat question={shared.question} pains={painsOf(column)} />
          {list((one) => {
            const placed = painsOf(column).find(({ pain }) => pain === one.thing);
            return placed && <PainCard placed={placed} shared={shared} />;
          }, row)}
        </>
      );
    case 'opportunities':
      // boundary: the lane's form says what its things are
      return list((one) => <OpportunityCard one={one.thing as Opportunity} />, row);
    case 'cta':
      return list((one) => {
        const placed = actionsOf(column).find(({ action }) => action === one.thing);
        return placed && <TargetActionLine placed={placed} shared={shared} />;
      }, row);
    case 'backstage':
      return <Backstage content={content} />;
    case 'images':
    case 'files':
      return list((one) => <Attachment address={one.text} isImage={row === 'images'} />, row);
    case 'owner':
      return <span className="mute">{[...new Set(items.map((one) => one.text))].join(', ')}</span>;
    default:
      return list((one) => <MapText text={one.text} />, row);
  }
}

const painsOf = (column: GridColumn) => column.steps.flatMap(({ step }) => painsOfStep(step));

const actionsOf = ({ stage, steps }: GridColumn) =>
  targetActionsOf({ ...stage.stage, steps: steps.map(({ step }) => step) });

function keyOf(item: CellItem, index: number): string {
  const last = item.at.at(-1);
  return typeof last === 'object' && 'id' in last ? last.id : `${item.text}/${index.toString()}`;
}

const WITH_DETAILS: readonly string[] = ['touchpoints', 'pains', 'opportunities', 'cta', 'quotes', 'kpis'];

function ItemDetails({ item, kind, isBeside }: { item: CellItem; kind: string; isBeside?: boolean }) {
  if (!WITH_DETAILS.includes(kind)) return null;
  // boundary: WITH_DETAILS holds kinds of details only
  const of = kind as DetailsKind;
  const at = kind === 'kpis' ? ['metrics', String(item.raw)] : item.at;
  return <DetailsButton thing={item.text} kind={of} at={at} isBeside={isBeside} />;
}

/** The way into the map that a step has inside. */
function InsideLink({ step }: { step: Step }) {
  const t = useTranslations('editor');
  if (step.map === null) return null;
  return (
    <Link
      to="/maps/$map"
      params={{ map: step.map }}
      className={styles.inside}
      tabIndex={-1}
      aria-label={t('mapInside', { step: step.title })}
      title={t('mapInside', { step: step.title })}
    >
      <IconSitemap size={14} stroke={1.8} aria-hidden />
    </Link>
  );
}

function OpportunityCard({ one }: { one: Opportunity }) {
  const t = useTranslations('maps.opportunities');
  const value = Math.max(one.scores.customerValue ?? 0, one.scores.businessValue ?? 0);
  const parts = [
    value > 0 ? t('value', { value }) : null,
    one.scores.effort === undefined ? null : t('effort', { effort: one.scores.effort }),
    one.status === 'idea' ? null : t(`status.${one.status}`),
    one.owner,
  ].filter((part) => part !== null);
  return (
    <div className={styles.opportunity}>
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
    </div>
  );
}

function Backstage({ content }: { content: CellContent }) {
  const t = useTranslations('maps.backstage');
  const parts = (['frontstage', 'backstage', 'systems', 'owner'] as const).map((part) => ({
    part,
    texts: content.sections
      .filter((one) => one.title === part)
      .flatMap((one) => one.items.map((item) => item.text)),
  }));
  return (
    <dl className={styles.backstage}>
      {parts.map(({ part, texts }) =>
        texts.length === 0 ? null : (
          <div key={part}>
            <dt>{t(part)}</dt>
            <dd>{[...new Set(texts)].join(', ')}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

function Channels({ column, shared }: { column: GridColumn; shared: MapShared }) {
  const used = new Set(
    column.steps.flatMap(({ step }) => step.touchpoints.map((one) => one.channel ?? 'other')),
  );
  return (
    <ul className={styles.channels}>
      {[...used].map((channel) => (
        <li key={channel}>
          <ChannelMark channel={channel} />
          <span className="only-read">
            {shared.channels.find((one) => one.id === channel)?.name ?? channel}
          </span>
        </li>
      ))}
    </ul>
  );
}

const IMAGE = /\.(png|jpe?g|gif|webp|svg|avif)(\?.*)?$/i;
const SAFE_ADDRESS = /^(https?:\/\/|\/(?!\/))/;

/** A picture or file by its address; what is no address of the web stays text. */
function Attachment({ address, isImage }: { address: string; isImage: boolean }) {
  if (!SAFE_ADDRESS.test(address)) return <MapText text={address} />;
  const name = address.split('/').at(-1) ?? address;
  // pages load pictures from nowhere else (Content-Security-Policy): those of others are links
  const isOurs = new URL(address, window.location.href).origin === window.location.origin;
  if (isImage && isOurs && IMAGE.test(address))
    return <img src={address} alt={name} loading="lazy" className={styles.image} draggable={false} />;
  return (
    <a href={address} target="_blank" rel="noreferrer" className={styles.file}>
      <IconFile size={14} stroke={1.6} aria-hidden />
      {name}
    </a>
  );
}
