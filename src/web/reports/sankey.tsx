import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { PathsAnswer, PathsPart } from '../../shared/reports/paths.ts';
import { useElementSize } from '../platform/element-size.ts';
import { useFormats } from '../platform/workspace.tsx';
import { channelColor, useChannelName } from '../ui/channel-mark.tsx';
import styles from './sankey.module.css';
import { layOutSankey, NODE_WIDTH, type SankeyNode } from './sankey-layout.ts';

interface SankeyProps {
  answer: PathsAnswer;
  item: 'event' | 'channel' | 'event_channel';
  /** read towards a last event: what is beside the flow begins there */
  isBackwards: boolean;
  isRecounting: boolean;
  onPick: (part: PathsPart) => void;
}

const NARROWEST_COLUMN = 172;

/** What people did, step by step; thickness is the number of walks. */
export function Sankey({ answer, item, isBackwards, isRecounting, onPick }: SankeyProps) {
  const t = useTranslations('reports.paths');
  const formats = useFormats();
  const nameOf = useChannelName();
  const [ref, { width }] = useElementSize<HTMLDivElement>();
  const [focus, setFocus] = useState<string | null>(null);
  const positions = new Set(answer.nodes.map((node) => node.position)).size;
  const columnWidth = Math.max(NARROWEST_COLUMN, positions > 0 ? width / positions : 0);
  const layout = layOutSankey(answer, { columnWidth, flowHeight: 320, slotHeight: 30, top: 12 }, isBackwards);
  const labelOf = (node: SankeyNode) =>
    node.item === null
      ? t('other', { items: node.items })
      : item === 'channel'
        ? nameOf(node.item)
        : node.item;
  const colorOf = (name: string | null) => {
    if (name === null) return 'var(--mute)';
    if (item === 'event') return 'var(--green)';
    return channelColor(name.split(' · ').at(-1) ?? name);
  };
  const share = (walks: number) => formats.percent(answer.walks === 0 ? 0 : walks / answer.walks);
  // the node in focus and those one link away
  const near = new Set([focus ?? '']);
  for (const { source, target } of layout.links) {
    if (source.key === focus) near.add(target.key);
    if (target.key === focus) near.add(source.key);
  }
  const isDimmed = (...keys: string[]) => (focus !== null && !keys.includes(focus)) || undefined;
  return (
    <div ref={ref} className={`${styles.scroll} ${isRecounting ? 'recounting' : ''}`}>
      {width > 0 && (
        <svg
          width={layout.width}
          height={layout.height}
          className={styles.sankey}
          role="group"
          aria-label={t('title')}
        >
          <defs>
            <linearGradient id="exit" x1={isBackwards ? 1 : 0} x2={isBackwards ? 0 : 1}>
              <stop offset="0" stopColor="var(--red)" />
              <stop offset="1" stopColor="var(--red)" stopOpacity="0" />
            </linearGradient>
          </defs>
          {layout.links.map((link) => (
            // biome-ignore lint/a11y/useSemanticElements: a shape of a drawing cannot be a button element
            <path
              key={link.key}
              d={link.path}
              fill={colorOf(link.from)}
              className={styles.link}
              data-dimmed={isDimmed(link.source.key, link.target.key)}
              role="button"
              tabIndex={-1}
              aria-label={t('linkLabel', {
                from: labelOf(link.source),
                to: labelOf(link.target),
                walks: link.walks,
              })}
              onClick={() =>
                onPick({ position: link.position, item: link.from, next: link.to, isExit: false })
              }
              onKeyDown={() => undefined}
            >
              <title>
                {t('linkTitle', {
                  from: labelOf(link.source),
                  to: labelOf(link.target),
                  walks: link.walks,
                  people: link.people,
                  median: link.medianMs === null ? '–' : formats.duration(link.medianMs),
                })}
              </title>
            </path>
          ))}
          {layout.exits.map((exit) => (
            // biome-ignore lint/a11y/useSemanticElements: a shape of a drawing cannot be a button element
            <path
              key={exit.key}
              d={exit.path}
              className={styles.exit}
              data-dimmed={isDimmed(exit.node.key)}
              role="button"
              tabIndex={-1}
              aria-label={t(isBackwards ? 'beginLabel' : 'exitLabel', {
                item: labelOf(exit.node),
                walks: exit.node.exits,
              })}
              onClick={() => onPick({ position: exit.node.position, item: exit.node.item, isExit: true })}
              onKeyDown={() => undefined}
            >
              <title>
                {t(isBackwards ? 'beginLabel' : 'exitLabel', {
                  item: labelOf(exit.node),
                  walks: exit.node.exits,
                })}
              </title>
            </path>
          ))}
          {layout.nodes.map((node) => {
            const pick = () => onPick({ position: node.position, item: node.item, isExit: false });
            return (
              // biome-ignore lint/a11y/useSemanticElements: a shape of a drawing cannot be a button element
              <g
                key={node.key}
                role="button"
                tabIndex={0}
                className={styles.node}
                data-dimmed={focus !== null && !near.has(node.key) ? true : undefined}
                aria-label={t('nodeLabel', {
                  item: labelOf(node),
                  position: node.position,
                  walks: node.walks,
                  people: node.people,
                })}
                onClick={pick}
                onKeyDown={(event) => {
                  if (event.key !== 'Enter' && event.key !== ' ') return;
                  event.preventDefault();
                  pick();
                }}
                onMouseEnter={() => setFocus(node.key)}
                onMouseLeave={() => setFocus(null)}
                onFocus={() => setFocus(node.key)}
                onBlur={() => setFocus(null)}
              >
                <title>
                  {t('nodeTitle', {
                    item: labelOf(node),
                    walks: node.walks,
                    people: node.people,
                    exits: node.exits,
                  })}
                </title>
                <rect
                  x={node.x}
                  y={node.y}
                  width={NODE_WIDTH}
                  height={node.height}
                  rx={3}
                  fill={node.item === null ? 'none' : colorOf(node.item)}
                  stroke={node.item === null ? 'var(--mute)' : 'none'}
                  strokeDasharray="3 3"
                />
                <foreignObject
                  x={node.x + NODE_WIDTH + 6}
                  y={node.y + Math.max(0, node.height / 2 - 16)}
                  width={columnWidth - NODE_WIDTH - 20}
                  height={34}
                >
                  <div className={styles.label}>
                    <span>{labelOf(node)}</span>
                    <small>
                      <b>{formats.compact(node.walks)}</b> {share(node.walks)}
                    </small>
                  </div>
                </foreignObject>
              </g>
            );
          })}
        </svg>
      )}
    </div>
  );
}
