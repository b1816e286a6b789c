import { type KeyboardEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { PathsAnswer, PathsPart } from '../../shared/reports/paths.ts';
import { useElementSize } from '../platform/element-size.ts';
import { useFormats } from '../platform/workspace.tsx';
import { channelColor, useChannelName } from '../ui/channel-mark.tsx';
import styles from './sankey.module.css';
import { isArrow, litKeys, nextFocus } from './sankey-focus.ts';
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

/** What people did, step by step; thickness is the number of walks. Arrow keys follow the links. */
export function Sankey({ answer, item, isBackwards, isRecounting, onPick }: SankeyProps) {
  const t = useTranslations('reports.paths');
  const formats = useFormats();
  const nameOf = useChannelName();
  const [ref, { width }] = useElementSize<HTMLDivElement>();
  const [focus, setFocus] = useState<string | null>(null);
  const positions = new Set(answer.nodes.map((node) => node.position)).size;
  const columnWidth = Math.max(NARROWEST_COLUMN, positions > 0 ? width / positions : 0);
  const layout = layOutSankey(answer, { columnWidth, flowHeight: 320, slotHeight: 30, top: 12 }, isBackwards);
  const lit = litKeys(layout, focus);
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
  /** What every clickable shape of the drawing has. Only nodes are stops of the Tab key; arrows lead on from there. */
  const partProps = (key: string, label: string, part: PathsPart) => ({
    role: 'button',
    tabIndex: layout.nodes.some((node) => node.key === key) ? 0 : -1,
    'data-key': key,
    'data-dimmed': focus !== null && !lit.has(key) ? true : undefined,
    'aria-label': label,
    onClick: () => onPick(part),
    onKeyDown: (event: KeyboardEvent<SVGElement>) => {
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        onPick(part);
      }
      if (!isArrow(event.key)) return;
      event.preventDefault();
      const next = nextFocus(layout, key, event.key);
      for (const shape of event.currentTarget.ownerSVGElement?.querySelectorAll<SVGElement>('[data-key]') ??
        [])
        if (shape.dataset.key === next) shape.focus();
    },
    onMouseEnter: () => setFocus(key),
    onMouseLeave: () => setFocus(null),
    onFocus: () => setFocus(key),
    onBlur: () => setFocus(null),
  });
  return (
    <div ref={ref} className={`${styles.scroll} ${isRecounting ? 'recounting' : ''}`}>
      {width > 0 && (
        // biome-ignore lint/a11y/useSemanticElements: a drawing with parts of its own cannot be a fieldset
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
          {layout.links.map((link) => {
            const names = { from: labelOf(link.source), to: labelOf(link.target), walks: link.walks };
            const median = link.medianMs === null ? '–' : formats.duration(link.medianMs);
            const part = { position: link.position, item: link.from, next: link.to, isExit: false };
            return (
              <path
                key={link.key}
                d={link.path}
                fill={colorOf(link.from)}
                className={styles.link}
                {...partProps(link.key, t('linkLabel', names), part)}
              >
                <title>{t('linkTitle', { ...names, people: link.people, median })}</title>
              </path>
            );
          })}
          {layout.exits.map((exit) => {
            const label = t(isBackwards ? 'beginLabel' : 'exitLabel', {
              item: labelOf(exit.node),
              walks: exit.node.exits,
            });
            const part = { position: exit.node.position, item: exit.node.item, isExit: true };
            return (
              <path
                key={exit.key}
                d={exit.path}
                className={styles.exit}
                {...partProps(exit.key, label, part)}
              >
                <title>{label}</title>
              </path>
            );
          })}
          {layout.nodes.map((node) => {
            const counts = { item: labelOf(node), walks: node.walks, people: node.people };
            const part = { position: node.position, item: node.item, isExit: false };
            return (
              <g
                key={node.key}
                className={styles.node}
                {...partProps(node.key, t('nodeLabel', { ...counts, position: node.position }), part)}
              >
                <title>{t('nodeTitle', { ...counts, exits: node.exits })}</title>
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
                    <span>{counts.item}</span>
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
