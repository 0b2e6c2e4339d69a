/** A terminal's picture: text with colours as a terminal would get it, as SVG without fonts or scripts of its own. */

const CHARACTER_WIDTH = 8.4;
const LINE_HEIGHT = 19;
const MARGIN = 20;
const TITLE_HEIGHT = 34;

/** What a terminal's colour codes look like here, on the dark background. */
const looks: Readonly<Record<string, string>> = {
  '1': 'font-weight="bold"',
  '2': 'fill="#8b949e"',
  '31': 'fill="#ff7b72"',
  '32': 'fill="#3fb950"',
  '33': 'fill="#d29922"',
  '36': 'fill="#39c5cf"',
};
const offCodes = new Set(['0', '22', '39']);

const ESCAPE = '\x1b';
const CLEAR_LINE = `${ESCAPE}[2K`;
const COLOUR_CODE = new RegExp(`${ESCAPE}\\[(\\d+)m`);

interface Span {
  readonly column: number;
  readonly text: string;
  readonly look: string;
}

/**
 * Draws what was written to a terminal, as it stands in the end.
 * @param written lines with colour codes; of a line that was drawn again, its last state counts
 * @param columns how wide the terminal was
 */
export function terminalSvg(written: string, columns: number, title: string): string {
  const lines = written.trimEnd().split('\n').map(lastState);
  const width = Math.ceil(columns * CHARACTER_WIDTH + 2 * MARGIN);
  const height = TITLE_HEIGHT + lines.length * LINE_HEIGHT + MARGIN;
  const rows = lines.flatMap((line, i) =>
    spansOf(line).map((span) => draw(span, TITLE_HEIGHT + (i + 0.8) * LINE_HEIGHT)),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escaped(title)}</title>
<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>
<g><circle cx="20" cy="17" r="5.5" fill="#ff5f57"/><circle cx="38" cy="17" r="5.5" fill="#febc2e"/><circle cx="56" cy="17" r="5.5" fill="#28c840"/></g>
<g fill="#e6edf3" font-size="14" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace" xml:space="preserve">
${rows.join('\n')}
</g>
</svg>
`;
}

function lastState(line: string): string {
  return line.split(CLEAR_LINE).at(-1) ?? '';
}

function spansOf(line: string): Span[] {
  const spans: Span[] = [];
  const on = new Set<string>();
  let column = 0;
  // Odd parts are codes.
  for (const [i, part] of line.split(COLOUR_CODE).entries()) {
    if (i % 2 === 1) {
      if (offCodes.has(part)) on.clear();
      else on.add(part);
      continue;
    }
    const look = [...on].map((code) => looks[code] ?? '').join(' ');
    // Blanks are not drawn, so that words stand in their columns whatever the font.
    for (const match of part.matchAll(/\S+(?: \S+)*/g))
      spans.push({ column: column + match.index, text: match[0], look });
    column += part.length;
  }
  return spans;
}

function draw({ column, text, look }: Span, y: number): string {
  const x = (MARGIN + column * CHARACTER_WIDTH).toFixed(1);
  const length = (text.length * CHARACTER_WIDTH).toFixed(1);
  return `<text x="${x}" y="${y.toFixed(1)}" textLength="${length}" lengthAdjust="spacingAndGlyphs" ${look}>${escaped(text)}</text>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
