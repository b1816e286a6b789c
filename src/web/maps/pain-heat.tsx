import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import type { PainsAnswer } from '../../shared/maps/contract.ts';
import type { PlacedPain } from '../../shared/maps/journey-map.ts';
import { tintOf } from '../../shared/maps/programme/heat-tint.ts';
import { api } from '../platform/api.ts';
import { useFormats } from '../platform/workspace.tsx';
import { Skeleton } from '../ui/states.tsx';
import { useIsRecounting } from './editor/recounting.ts';
import { type MapQuestion, REFRESH_MS } from './map-question.ts';
import styles from './pain-heat.module.css';

/** `isWanted`: nothing is asked where no pain is bound. */
function usePains({ map, period }: MapQuestion, isWanted: boolean) {
  return useQuery(
    api.maps.pains.queryOptions({
      input: { map, period },
      enabled: isWanted,
      placeholderData: keepPreviousData,
      refetchInterval: REFRESH_MS,
    }),
  );
}

const isBound = ({ pain }: PlacedPain) => pain.events.length > 0;

interface PainHeatProps {
  question: MapQuestion;
  placed: PlacedPain;
  onPick: (placed: PlacedPain, answer: PainsAnswer) => void;
}

/** Whom a pain hurts and what that costs, in numbers; a click shows the people. Nothing where it is bound to no event. */
export function PainHeat({ question, placed, onPick }: PainHeatProps) {
  const t = useTranslations('maps.pains');
  const formats = useFormats();
  const query = usePains(question, isBound(placed));
  const isRecounting = useIsRecounting('pains') || query.isPlaceholderData;
  if (!isBound(placed)) return null;
  if (query.isError) return <small className="mute">{t('unknown')}</small>;
  if (query.isPending) return <Skeleton width={120} />;
  const found = query.data.pains.find(({ pain }) => pain === placed.key);
  // an edit that is on its way to the numbers
  if (!found || found.affected === null) return <Skeleton width={120} />;
  const { people } = query.data;
  const { affected, heat, money, severity } = found;
  const share = formats.percent(people === 0 ? 0 : affected / people);
  return (
    <button
      type="button"
      className={`${styles.heat} ${isRecounting ? 'recounting' : ''}`}
      title={[
        heat === null ? t('noHeat') : t('heatTitle', { severity: severity ?? 0, affected, people }),
        money === null ? '' : t('costTitle'),
      ].join(' ')}
      onClick={() => onPick(placed, query.data)}
    >
      <span className="only-read">{t('show', { pain: placed.pain.text })}: </span>
      {heat !== null && affected > 0 && <b>{t('heat', { heat: formats.say.score(heat) })}</b>}
      <span>{t('hurt', { affected, share })}</span>
      {money !== null && money.value > 0 && <span>{t('cost', { money: formats.money(money.value) })}</span>}
    </button>
  );
}

/** The tint of a cell by the heats of its pains together, and their sum in words where there are several. */
export function CellHeat({ question, pains }: { question: MapQuestion; pains: readonly PlacedPain[] }) {
  const t = useTranslations('maps.pains');
  const formats = useFormats();
  const query = usePains(question, pains.some(isBound));
  const heats = pains.flatMap(({ key }) => query.data?.pains.find(({ pain }) => pain === key)?.heat ?? []);
  if (heats.length === 0) return null;
  const heat = heats.reduce((sum, one) => sum + one, 0);
  return (
    <>
      <span aria-hidden className={styles.tint} style={{ opacity: tintOf(heat) }} />
      {heats.length > 1 && (
        <small className={styles.together}>{t('together', { heat: formats.say.score(heat) })}</small>
      )}
    </>
  );
}

/** What the heat and the money of a pain mean, with their exact numbers. */
export function PainAbout({ placed, answer }: { placed: PlacedPain; answer: PainsAnswer }) {
  const t = useTranslations('maps.pains');
  const formats = useFormats();
  const found = answer.pains.find(({ pain }) => pain === placed.key);
  if (!found || found.affected === null) return null;
  const { affected, heat, money, severity, ordered, comparison, comparisonOrdered, averageOrder, reason } =
    found;
  const share = (part: number | null, whole: number | null) =>
    formats.exact.ratio((part ?? 0) / (whole || 1));
  const events = [...new Set(placed.pain.events.map(({ event }) => event))].join(', ');
  return (
    <>
      <p>{t('means', { events })}</p>
      <p className="mute">
        {heat === null
          ? t('noHeat')
          : t('heatMeans', {
              heat: formats.exact.score(heat),
              severity: severity ?? 0,
              affected: formats.count(affected),
              people: formats.count(answer.people),
            })}
      </p>
      <p className="mute">
        {money === null
          ? t(`noCost.${reason === null || reason === 'not_bound' ? 'no_comparison' : reason}`)
          : t(money.value > 0 ? 'costMeans' : 'costsNothing', {
              money: formats.exactMoney(money.value),
              low: formats.money(money.low),
              high: formats.money(money.high),
              affected: formats.count(affected),
              reference: share(comparisonOrdered, comparison),
              actual: share(ordered, affected),
              average: formats.exactMoney(averageOrder ?? 0),
            })}
      </p>
    </>
  );
}
