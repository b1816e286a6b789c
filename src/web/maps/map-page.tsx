import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import type { JourneyMap } from '../../shared/maps/journey-map.ts';
import type { Period } from '../../shared/platform/base-contract.ts';
import { api } from '../platform/api.ts';
import { resolvePeriod } from '../platform/period.ts';
import { useVocabulary } from '../platform/vocabulary.ts';
import { PageHeader } from '../ui/page-header.tsx';
import { PeopleDrawer } from '../ui/people-drawer.tsx';
import { PeriodPicker } from '../ui/period-picker.tsx';
import { ErrorState } from '../ui/states.tsx';
import { ConformanceShare } from './conformance/conformance-share.tsx';
import { MapNotices } from './conformance/map-notices.tsx';
import { CoverageStrip } from './coverage-strip.tsx';
import { RealityButton } from './discovery/reality-button.tsx';
import { MapGrid } from './map-grid.tsx';
import styles from './map-page.module.css';
import { MapSkeleton } from './map-skeleton.tsx';
import { MapStages } from './map-stages.tsx';
import { MapProblems, MapTags } from './map-tags.tsx';
import { columnsOf, lanesOf } from './map-view.ts';
import { ShareButton } from './share-button.tsx';
import { usePeopleOfMap } from './use-people-of-map.tsx';

const route = getRouteApi('/shell/maps/$map');

/** The journey map that measures itself. */
export function MapPage() {
  const { map: id } = route.useParams();
  const query = useQuery(api.maps.get.queryOptions({ input: { map: id } }));
  if (query.isError)
    return (
      <div className={styles.broken}>
        <ErrorState error={query.error} onRetry={() => query.refetch()} />
      </div>
    );
  if (!query.data) return <MapSkeleton />;
  // boundary: the contract leaves the parsed map open; the server reads every stored file with the same reader
  const map = query.data.map as JourneyMap | null;
  if (map === null) return <BrokenMap id={id} problems={query.data.problems} />;
  return (
    <LiveMap key={id} map={map} problems={query.data.problems} defaultPeriod={query.data.defaultPeriod} />
  );
}

/** A file that this version cannot read any more: said, with what is wrong in it. */
function BrokenMap({ id, problems }: { id: string; problems: LiveMapProps['problems'] }) {
  const t = useTranslations('maps');
  return (
    <div className={styles.broken}>
      <h1>{t('brokenTitle', { id })}</h1>
      <p className="mute">{t('brokenText')}</p>
      <MapProblems problems={problems} />
    </div>
  );
}

interface LiveMapProps {
  map: JourneyMap;
  problems: Parameters<typeof MapTags>[0]['problems'];
  defaultPeriod: Period;
}

function LiveMap({ map, problems, defaultPeriod }: LiveMapProps) {
  const t = useTranslations('maps');
  const { period: choice, compare } = route.useSearch();
  const navigate = route.useNavigate();
  const isPhone = useMediaQuery('(max-width: 720px)', false, { getInitialValueInEffect: false });
  const { firstDay } = useVocabulary();
  const lastDay = defaultPeriod.to;
  const allTime = { from: firstDay ?? defaultPeriod.from, to: lastDay };
  const period = choice ? (resolvePeriod(choice, lastDay) ?? allTime) : defaultPeriod;
  const isComparing = compare !== 'off';
  const question = { map: map.id, period };
  const columns = columnsOf(map);
  const lanes = lanesOf(map, columns);
  const titleOf = (stage: string) => columns.find((column) => column.id === stage)?.title ?? stage;
  const people = usePeopleOfMap(question, titleOf);
  const View = isPhone ? MapStages : MapGrid;
  return (
    <div className={styles.page}>
      <PageHeader title={map.title} tags={<MapTags map={map} problems={problems} />}>
        <PeriodPicker
          choice={choice}
          period={period}
          lastDay={lastDay}
          onChoose={(next) => navigate({ search: (old) => ({ ...old, period: next }), replace: true })}
          compare={{
            isOn: isComparing,
            onChange: (isOn) =>
              navigate({ search: (old) => ({ ...old, compare: isOn ? undefined : 'off' }), replace: true }),
          }}
        />
        <RealityButton question={question} />
        <ShareButton label={t('share')} done={t('shared')} />
      </PageHeader>
      <MapNotices map={map.id} />
      <View
        map={map}
        columns={columns}
        lanes={lanes}
        question={question}
        isComparing={isComparing}
        actions={people.actions}
      />
      <CoverageStrip question={question} titleOf={titleOf}>
        <ConformanceShare map={map} question={question} />
      </CoverageStrip>
      <PeopleDrawer selection={people.selection} onClose={people.close} />
    </div>
  );
}
