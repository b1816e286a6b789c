import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { PanelSearch } from './panel-choice.ts';

const route = getRouteApi('/shell/maps/$map');

/** What is open on the map, kept in the address so that a link shows the same. */
export function usePanels() {
  const { panel, view, lens, cell, from, to } = route.useSearch();
  const navigate = route.useNavigate();
  return useMemo(
    () => ({
      panel,
      view,
      lens,
      cell,
      from,
      to,
      show: (next: PanelSearch) => void navigate({ search: (old) => ({ ...old, ...next }), replace: true }),
    }),
    [panel, view, lens, cell, from, to, navigate],
  );
}
export type Panels = ReturnType<typeof usePanels>;
