/** One curve over time, with what it is held against. Rates are requests a second, by second. */
export interface Curve {
  readonly title: string;
  readonly rates: readonly number[];
  readonly limit: number;
  readonly configured: number;
  readonly storm: { readonly from: number; readonly seconds: number };
}

const WIDTH = 760;
const LEFT = 48;
const RIGHT = 12;
const PANEL = 150;
const HEADER = 34;
const FOOTER = 44;
/** Rates are drawn as means over so many seconds. */
const MEAN = 5;

/**
 * Draws curves one below the other, for light and dark pages alike.
 * @param title what a reader who sees no picture is told
 */
export function curvesSvg(curves: readonly Curve[], title: string): string {
  const each = HEADER + PANEL + FOOTER;
  const height = curves.length * each;
  const panels = curves.map((curve, i) => `<g transform="translate(0 ${i * each + HEADER})">\n${panel(curve)}\n</g>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">
<title>${title}</title>
<g font-family="system-ui, 'Segoe UI', Helvetica, Arial, sans-serif" font-size="11" fill="#848d97">
${panels.join('\n')}
</g>
</svg>
`;
}

function panel({ title, rates, limit, configured, storm }: Curve): string {
  const top = Math.max(limit, configured) * 1.1;
  const seconds = rates.length;
  const x = (second: number) => (LEFT + (second / seconds) * (WIDTH - LEFT - RIGHT)).toFixed(1);
  const y = (rate: number) => (PANEL - (rate / top) * PANEL).toFixed(1);
  const points = means(rates).map((rate, i) => `${x((i + 0.5) * MEAN)},${y(rate)}`);
  const level = (rate: number, name: string, dashes: string, colour = '#848d97') =>
    `<path d="M${LEFT} ${y(rate)}H${WIDTH - RIGHT}" stroke="${colour}" stroke-dasharray="${dashes}"/>` +
    `<text fill="${colour}" x="${WIDTH - RIGHT}" y="${Number(y(rate)) - 4}" text-anchor="end">${name} ${rate}</text>`;
  const minutes = Array.from({ length: Math.floor(seconds / 300) + 1 }, (_, i) => i * 5);
  return [
    `<text x="${LEFT}" y="-16" font-size="13" font-weight="600">${title}</text>`,
    `<text transform="translate(14 ${PANEL / 2}) rotate(-90)" text-anchor="middle">messages a second</text>`,
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${PANEL + 31}" text-anchor="middle">minutes since the beginning</text>`,
    `<rect x="${x(storm.from)}" y="0" width="${((storm.seconds / seconds) * (WIDTH - LEFT - RIGHT)).toFixed(1)}" height="${PANEL}" fill="#d29922" opacity="0.25"/>`,
    `<text x="${x(storm.from + storm.seconds + 8)}" y="${PANEL - 6}">storm: nothing but 429</text>`,
    level(limit, 'true limit', '5 3', '#cf222e'),
    ...(configured === limit ? [] : [level(configured, 'configured', '1 3')]),
    `<path d="M${LEFT} 0V${PANEL}H${WIDTH - RIGHT}" fill="none" stroke="#848d97"/>`,
    ...minutes.map((m) => `<text x="${x(m * 60)}" y="${PANEL + 15}" text-anchor="middle">${m}</text>`),
    `<text x="${LEFT - 5}" y="${Number(y(limit)) + 4}" text-anchor="end">${limit}</text>`,
    `<text x="${LEFT - 5}" y="${PANEL}" text-anchor="end">0</text>`,
    `<polyline fill="none" stroke="#2f81f7" stroke-width="1.5" stroke-linejoin="round" points="${points.join(' ')}"/>`,
  ].join('\n');
}

function means(rates: readonly number[]): number[] {
  return Array.from({ length: Math.floor(rates.length / MEAN) }, (_, i) => {
    const part = rates.slice(i * MEAN, (i + 1) * MEAN);
    return part.reduce((total, rate) => total + rate, 0) / MEAN;
  });
}
