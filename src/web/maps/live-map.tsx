import { useLocalStorage, useMediaQuery } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { api } from '../platform/api.ts';
import { resolvePeriod } from '../platform/period.ts';
import { useVocabulary } from '../platform/vocabulary.ts';
import { type OwnChannels, OwnChannelsContext } from '../ui/channel-mark.tsx';
import { PeopleDrawer } from '../ui/people-drawer.tsx';
import { PeriodPicker } from '../ui/period-picker.tsx';
import { CaseNote } from './case-note.tsx';
import { ConformanceShare } from './conformance/conformance-share.tsx';
import { MapNotices } from './conformance/map-notices.tsx';
import { CoverageStrip } from './coverage-strip.tsx';
import { RealityButton } from './discovery/reality-button.tsx';
import type { DetailsTarget } from './editor/details-target.ts';
import { isDerived } from './editor/grid-actions.ts';
import { layoutOf } from './editor/grid-layout.ts';
import { MapEditorFrame, useMapEditorParts } from './editor/map-editor-frame.tsx';
import { MapGrid, STAGE_ROWS } from './editor/map-grid.tsx';
import type { MapShared } from './editor/map-shared.ts';
import { AddLane } from './editor/map-tools.tsx';
import type { Notices } from './editor/notices.tsx';
import { RecountingContext } from './editor/recounting.ts';
import { useMapCommands } from './editor/use-map-commands.ts';
import { useSpans } from './editor/use-spans.ts';
import { useTellCell } from './editor/use-tell-cell.ts';
import { useUndoKeys } from './editor/use-undo-keys.ts';
import { MapHeader } from './map-header.tsx';
import styles from './map-page.module.css';
import type { StoredMap } from './map-page.tsx';
import { MapStages } from './map-stages.tsx';
import { lanesOf } from './map-view.ts';
import { CommentMarksContext, commentCell, useCommentMarks, useThreads } from './panels/comments.ts';
import { LensMenu, lanesOfLens } from './panels/lens-menu.tsx';
import { coversGrid, OpenPanel, OpenView } from './panels/map-panels.tsx';
import { useDropFiles } from './panels/use-attach-files.ts';
import { usePanels } from './panels/use-panels.ts';
import { useVersionNews } from './published-versions.ts';
import { ShareButton } from './share/share-button.tsx';
import type { OpenMap } from './use-map-session.ts';
import { useMapTools } from './use-map-tools.ts';
import { useMeasuredProblems } from './use-measured-problems.ts';
import { usePeopleOfMap } from './use-people-of-map.tsx';
import { useRecounting } from './use-recounting.ts';

const DetailsPanel = lazy(() => import('./editor/details-panel.tsx'));
const FileView = lazy(() => import('./editor/file-view.tsx'));

const route = getRouteApi('/shell/maps/$map');
/** What is wrong in the file is asked anew so long after the last edit. */
const PROBLEMS_AFTER_MS = 1_500;

interface LiveMapProps {
  open: OpenMap;
  stored: StoredMap;
  notices: Notices;
}

/** An open map with its numbers: the grid on a desk, stage by stage on a phone. */
export function LiveMap({ open, stored, notices }: LiveMapProps) {
  const t = useTranslations('editor');
  const { map, state } = open;
  const navigate = route.useNavigate();
  const search = route.useSearch();
  const isPhone = useMediaQuery('(max-width: 720px)', false, { getInitialValueInEffect: false });
  const [canEdit, setCanEdit] = useLocalStorage({
    key: 'desirepath-editing',
    defaultValue: true,
    getInitialValueInEffect: false,
  });
  const [details, setDetails] = useState<DetailsTarget | null>(null);
  const [isFileShown, setIsFileShown] = useState(false);
  const [isRealityShown, setIsRealityShown] = useState(false);
  const [alsoShown, setAlsoShown] = useState<string[]>([]);
  const { spans, zoom, setZoom, turnStage } = useSpans(open, isPhone);
  const panels = usePanels();
  const lanes = useMemo(
    () => [
      ...lanesOfLens(map, lanesOf(map, canEdit), panels.lens),
      ...alsoShown.map((id) => ({ id, title: null, isFolded: false })),
    ],
    [map, canEdit, alsoShown, panels.lens],
  );
  const layout = useMemo(() => {
    const ids = ['stage', 'steps', ...lanes.map((lane) => lane.id).filter((id) => !isDerived(id))];
    return layoutOf(
      ids.map((id) => ({ id, isOfStage: STAGE_ROWS.includes(id) })),
      spans,
    );
  }, [lanes, spans]);
  const parts = useMapEditorParts({ open, layout, canEdit, notices, showDetails: setDetails });
  const dropFiles = useDropFiles(parts.editor);
  const marks = useMarks(open, panels);
  const { question, isComparing, controls } = usePeriodOfMap(stored);
  const problems = useMeasuredProblems(stored, question);
  const titleOf = (stage: string) => map.stages.find((one) => one.id === stage)?.title ?? stage;
  const people = usePeopleOfMap(question, map);
  const shared = useMemo<MapShared>(
    () => ({ question, channels: map.channels, isComparing, isDense: !isPhone, actions: people.actions }),
    [question, map.channels, isComparing, isPhone, people.actions],
  );
  const channels = useMemo(() => ownChannelsOf(open), [open]);
  const recounting = useRecounting(map, state.pending === 0);
  useVersionNews(open);
  useProblems(open);
  useTellCell(open, parts.editor.store);
  useUndoKeys(parts.editor);
  const { actions } = parts;
  const activeCell = useCallback(() => {
    const cell = actions.here();
    return cell ? commentCell(cell.row.id, cell.column) : undefined;
  }, [actions]);
  const talks = [...marks.openAt.values()].reduce((sum, count) => sum + count, 0);
  const tools = useMapTools({
    panels,
    isToBe: map.basedOn !== null,
    comments: talks,
    activeCell,
    isEditing: canEdit,
    onEditing: setCanEdit,
    isFileShown,
    onFile: setIsFileShown,
    isRealityShown,
    onReality: setIsRealityShown,
  });
  // columns and lanes are chosen for the grid only
  const isCovered = coversGrid(panels.view) || isFileShown;
  useMapCommands({ open, parts, lanes, setZoom, tools });
  // a new map opens where one begins to write
  useEffect(() => {
    if (search.begin !== true) return;
    const column = parts.editor.layout().columns[0];
    if (column) parts.actions.goTo({ row: 'stage', column: column.id });
    parts.structure.edit();
    void navigate({ search: (old) => ({ ...old, begin: undefined }), replace: true });
  }, [search.begin, parts, navigate]);
  const setRoot = useCallback(
    (root: HTMLElement | null) => {
      parts.root.current = root;
    },
    [parts.root],
  );
  return (
    <MapEditorFrame parts={parts} open={open}>
      <RecountingContext value={recounting}>
        <OwnChannelsContext value={channels}>
          <CommentMarksContext value={marks}>
            <div className={styles.page}>
              <MapHeader
                open={open}
                problems={problems}
                tools={tools}
                zoom={isPhone || isCovered ? null : zoom}
                onZoom={setZoom}
                isEditing={canEdit}
                onEditing={setCanEdit}
                comments={talks}
                lens={!isCovered && <LensMenu open={open} lanes={lanes} panels={panels} />}
              >
                {controls}
                <RealityButton question={question} isOpen={isRealityShown} onOpen={setIsRealityShown} />
                <ShareButton question={question} map={map} />
              </MapHeader>
              <MapNotices map={map.id} />
              <div className={styles.body} {...dropFiles}>
                <OpenView open={open} panels={panels} question={question} actions={people.actions} />
                {coversGrid(panels.view) ? null : isFileShown ? (
                  <Suspense fallback={null}>
                    <FileView
                      session={open.session}
                      problems={problems}
                      canEdit={canEdit}
                      onApplied={(count) => parts.editor.tell(t('fileApplied', { count }))}
                      onClose={() => setIsFileShown(false)}
                    />
                  </Suspense>
                ) : isPhone ? (
                  <MapStages
                    layout={layout}
                    lanes={lanes}
                    shared={shared}
                    metrics={map.metrics}
                    setRoot={setRoot}
                  />
                ) : (
                  <MapGrid
                    open={open}
                    layout={layout}
                    lanes={lanes}
                    shared={shared}
                    structure={parts.structure}
                    onTurnStage={turnStage}
                    setRoot={setRoot}
                    after={
                      <AddLane
                        open={open}
                        lanes={lanes}
                        onShow={(lane) => setAlsoShown((old) => [...old, lane])}
                      />
                    }
                  />
                )}
                {details && (
                  <Suspense fallback={null}>
                    <DetailsPanel
                      open={open}
                      target={details}
                      question={question}
                      actions={people.actions}
                      onClose={() => {
                        setDetails(null);
                        parts.actions.focusActive();
                      }}
                    />
                  </Suspense>
                )}
                <OpenPanel open={open} panels={panels} question={question} stored={stored} />
              </div>
              <CoverageStrip question={question} titleOf={titleOf} actions={people.actions}>
                <ConformanceShare map={map} question={question} />
                <CaseNote by={map.case.by} />
              </CoverageStrip>
              <PeopleDrawer selection={people.selection} onClose={people.close} />
            </div>
          </CommentMarksContext>
        </OwnChannelsContext>
      </RecountingContext>
    </MapEditorFrame>
  );
}

/** The channels that the map's file names itself. */
function ownChannelsOf({ map, file }: OpenMap): OwnChannels {
  return new Map(file.channels === undefined ? [] : map.channels.map(({ id, ...own }) => [id, own]));
}

/** Where people talk about the map. */
function useMarks(open: OpenMap, panels: ReturnType<typeof usePanels>) {
  const threads = useThreads(open);
  const { show } = panels;
  const showCell = useCallback((cell: string) => show({ panel: 'comments', cell }), [show]);
  return useCommentMarks(threads.data?.threads, showCell);
}

/** The period that the numbers are of, and its picker. */
function usePeriodOfMap({ id, defaultPeriod }: StoredMap) {
  const { period: choice, compare } = route.useSearch();
  const navigate = route.useNavigate();
  const { firstDay } = useVocabulary();
  const lastDay = defaultPeriod.to;
  const allTime = { from: firstDay ?? defaultPeriod.from, to: lastDay };
  const { from, to } = choice ? (resolvePeriod(choice, lastDay) ?? allTime) : defaultPeriod;
  const question = useMemo(() => ({ map: id, period: { from, to } }), [id, from, to]);
  const isComparing = compare !== 'off';
  const controls = (
    <PeriodPicker
      choice={choice}
      period={question.period}
      lastDay={lastDay}
      onChoose={(next) => navigate({ search: (old) => ({ ...old, period: next }), replace: true })}
      compare={{
        isOn: isComparing,
        onChange: (isOn) =>
          navigate({ search: (old) => ({ ...old, compare: isOn ? undefined : 'off' }), replace: true }),
      }}
    />
  );
  return { question, isComparing, controls };
}

/** The server looks through the file again once nobody has edited it for a moment. */
function useProblems({ map, file, state }: OpenMap): void {
  const queries = useQueryClient();
  const isSaved = state.pending === 0;
  const [opened] = useState(file);
  useEffect(() => {
    if (!isSaved || file === opened) return;
    const timer = setTimeout(
      () => void queries.invalidateQueries({ queryKey: api.maps.get.key({ input: { map: map.id } }) }),
      PROBLEMS_AFTER_MS,
    );
    return () => clearTimeout(timer);
  }, [file, opened, isSaved, map.id, queries]);
}
