export interface FunnelBar {
  /** left edge, width, and the top of the solid bar; bars stand on `height` */
  x: number;
  width: number;
  top: number;
  /** top of the bar before: between it and `top` are those who left */
  ghostTop: number;
  height: number;
}

export interface FunnelShape {
  bars: FunnelBar[];
  /** from the bar before to this one; SVG path data */
  flows: string[];
}

const WIDEST_BAR = 96;

/** Bars that start at zero, in columns of equal width, and the organic way from one to the next. */
export function shapeFunnel(
  people: readonly number[],
  box: { width: number; height: number; top: number },
): FunnelShape {
  const first = Math.max(people[0] ?? 0, 1);
  const column = people.length > 0 ? box.width / people.length : 0;
  const width = Math.min(WIDEST_BAR, column * 0.44);
  const topOf = (count: number) => box.height - ((box.height - box.top) * count) / first;
  const bars = people.map((count, index): FunnelBar => {
    const top = topOf(count);
    const before = people[index - 1];
    return {
      x: column * (index + 0.5) - width / 2,
      width,
      top,
      ghostTop: before === undefined ? top : topOf(before),
      height: box.height - top,
    };
  });
  const flows = bars.slice(1).map((bar, index) => {
    const before = bars[index];
    if (!before) return '';
    const from = before.x + before.width;
    const middle = (from + bar.x) / 2;
    return `M${from} ${before.top}C${middle} ${before.top} ${middle} ${bar.top} ${bar.x} ${bar.top}V${box.height}H${from}Z`;
  });
  return { bars, flows };
}
