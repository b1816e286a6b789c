import type { ComponentProps } from 'react';

/** The parts of a grid that hold its cells. Cells are edited and take the focus, so this is no table of the reading kind. */
export function Row(props: ComponentProps<'div'>) {
  // biome-ignore lint/a11y/useSemanticElements: see above
  // biome-ignore lint/a11y/useFocusableInteractive: the cells inside take the focus
  return <div role="row" {...props} />;
}

export function RowHead(props: ComponentProps<'div'>) {
  // biome-ignore lint/a11y/useSemanticElements: see above
  // biome-ignore lint/a11y/useFocusableInteractive: the buttons inside take the focus
  return <div role="rowheader" {...props} />;
}

/** A cell that is looked at only. */
export function WideCell(props: ComponentProps<'div'>) {
  // biome-ignore lint/a11y/useSemanticElements: see above
  // biome-ignore lint/a11y/useFocusableInteractive: the buttons inside take the focus
  return <div role="gridcell" {...props} />;
}
