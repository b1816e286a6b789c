import { useEffect } from 'react';
import { client } from '../../platform/api.ts';
import type { OpenMap } from '../use-map-session.ts';
import type { GridStore } from './grid-store.ts';
import { nameCell } from './visitors.ts';

/** The others hear of a cell when one has stayed there so long. */
const STAYED_MS = 350;

/** Tells the others which cell one is at. */
export function useTellCell({ map, client: own, state }: OpenMap, store: GridStore): void {
  const { isConnected } = state;
  useEffect(() => {
    if (!isConnected) return;
    let told: string | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const listen = () => {
      const { active } = store.state;
      const cell = active && nameCell(active.row, active.column);
      clearTimeout(timer);
      if (cell === told) return;
      timer = setTimeout(() => {
        told = cell;
        // whoever cannot hear of it now will see where one is next
        client.mapEditing.visit({ map: map.id, client: own, cell }).catch(() => undefined);
      }, STAYED_MS);
    };
    listen();
    const end = store.subscribe(listen);
    return () => {
      clearTimeout(timer);
      end();
    };
  }, [map.id, own, store, isConnected]);
}
