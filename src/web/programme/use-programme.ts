import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { MapEdit } from '../../shared/maps/edit/map-edit.ts';
import { editOpportunity, type OpportunityChange } from '../../shared/maps/programme/opportunity-edits.ts';
import type { OpportunityRow, ProgrammeAnswer } from '../../shared/maps/programme-contract.ts';
import type { Period } from '../../shared/platform/base-contract.ts';
import { api, client } from '../platform/api.ts';

/** This page among all that edit the maps. */
const CLIENT = crypto.randomUUID();

/** The opportunities of all maps, and the ways to change them: a change shows at once and is sent as edits of the map. */
export function useProgramme(period: Period | undefined) {
  const queries = useQueryClient();
  const options = api.programme.opportunities.queryOptions({
    input: period === undefined ? {} : { period },
    placeholderData: keepPreviousData,
  });
  const query = useQuery(options);
  const refetch = () => queries.invalidateQueries({ queryKey: options.queryKey });

  const change = useMutation({
    // one after the other: an opportunity without an id is found by what it says
    scope: { id: 'programme' },
    mutationFn: ({ row, edits }: { row: OpportunityRow; edits: MapEdit[] }) =>
      client.mapEditing.edit({ map: row.map, client: CLIENT, batch: crypto.randomUUID(), edits }),
    onError: refetch,
    onSettled: () => {
      if (queries.isMutating() <= 1) void refetch();
    },
  });
  const measure = useMutation({
    mutationFn: (row: OpportunityRow) =>
      client.programme.measure({ map: row.map, step: row.step, opportunity: row.key }),
    onSettled: refetch,
  });

  return {
    query,
    failure: change.error ?? measure.error,
    measuring: measure.isPending ? measure.variables : null,
    measure: (row: OpportunityRow) => measure.mutate(row),
    change(row: OpportunityRow, given: OpportunityChange) {
      const edits = editOpportunity(row, given);
      queries.setQueryData<ProgrammeAnswer>(options.queryKey, (old) => old && show(old, row, given, edits));
      change.mutate({ row, edits });
    },
  };
}
export type ProgrammeState = ReturnType<typeof useProgramme>;

/** The answer with a change that the server has not told yet. */
function show(
  answer: ProgrammeAnswer,
  row: OpportunityRow,
  { scores, status, owner, due, shipped }: OpportunityChange,
  edits: readonly MapEdit[],
): ProgrammeAnswer {
  const isSame = (one: OpportunityRow) => one.map === row.map && one.step === row.step && one.key === row.key;
  return {
    ...answer,
    opportunities: answer.opportunities.map((one) => {
      if (!isSame(one)) return one;
      const [first] = edits;
      const last = one.at.at(-1);
      // one without an id is found by what it says from now on
      const isWhole = typeof last === 'object' && 'value' in last && first?.kind === 'set';
      const item = isWhole ? (first.value ?? null) : one.item;
      return {
        ...one,
        item,
        at: isWhole ? [...one.at.slice(0, -1), { ...last, value: item }] : one.at,
        scores: { ...one.scores, ...scores },
        status: status ?? one.status,
        owner: owner === undefined ? one.owner : owner,
        due: due === undefined ? one.due : due,
        shipped: shipped === undefined ? one.shipped : shipped,
      };
    }),
  };
}
