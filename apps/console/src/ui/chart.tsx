import { useEffect, useRef, type ReactNode } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useKept } from '../app';
import { preferences } from '../prefs';

interface Series {
  readonly name: string;
  readonly values: readonly number[];
}

/** Lines by day. What it shows is in a table too: to a screen reader it is one picture with a name. */
export function Chart(props: {
  readonly label: string;
  readonly days: readonly string[];
  readonly series: readonly Series[];
}): ReactNode {
  const { label, days, series } = props;
  const place = useRef<HTMLDivElement>(null);
  const { theme } = useKept(preferences);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    // A variable that differs by theme is told as it is written: only a colour that is used is told as it is.
    const colour = (name: string): string => {
      element.style.color = `var(${name})`;
      return getComputedStyle(element).color;
    };
    const axis = { stroke: colour('--chart-text'), grid: { stroke: colour('--chart-grid'), width: 1 } };
    const plot = new uPlot(
      {
        width: element.clientWidth,
        height: 180,
        cursor: { show: false },
        legend: { show: false },
        scales: { x: { time: false }, y: { range: (_, __, most) => [0, Math.max(4, most)] } },
        axes: [
          {
            ...axis,
            values: (_, ticks) => ticks.map(at => shortly(days[at] ?? days[0]!)),
            space: 60,
          },
          { ...axis, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000, 10_000], size: 45 },
        ],
        series: [
          {},
          ...series.map((_, i) => ({
            stroke: colour(`--chart-${i + 1}`),
            width: 2,
            dash: [[], [6, 3], [2, 3]][i] ?? [],
            points: { show: true, size: 5 },
          })),
        ],
      },
      [days.map((_, i) => i), ...series.map(({ values }) => [...values])],
      element,
    );
    const follow = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: 180 }));
    follow.observe(element);
    return () => {
      follow.disconnect();
      plot.destroy();
    };
  }, [days, series, theme]);
  return (
    <figure className="chart">
      <div ref={place} role="img" aria-label={label} className="plot" />
      <figcaption>
        {series.map(({ name }, i) => (
          <span key={name} className={`legend legend-${i + 1}`}>
            {name}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

/** A day as it is written in Belgium, without its year: `1/12`. */
function shortly(day: string): string {
  const [, month, date] = day.split('-').map(Number);
  return `${date}/${month}`;
}
