/**
 * The icons of the Teams app, drawn: three bells of a carillon, and for the bar at the side the line of one bell. Run it
 * to write them to infra/teams-app, where they are packed from; a test holds the files against what is drawn here.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Colour, draw, type Layer } from './draw.ts';
import { encodePng, type Picture } from './png.ts';
import { bar, type Curve, disc, filled, outline, type Shape, stroked, without } from './shapes.ts';

/** The colour behind the bells, and the `accentColor` of the manifest. */
export const accent: Colour = [0x2b, 0x2d, 0x6e];
const brass: Colour = [0xf6, 0xc4, 0x53];
const shade: Colour = [0xd9, 0x9a, 0x2b];
const wood: Colour = [0xf4, 0xf1, 0xea];
const white: Colour = [255, 255, 255];

/** Half a bell, from its crown to its lip, a unit wide as a whole and 0.94 high. */
const profile: readonly Curve[] = [
  [
    [0.2, 0],
    [0.27, 0.1],
    [0.285, 0.3],
  ],
  [
    [0.3, 0.56],
    [0.36, 0.68],
    [0.48, 0.82],
  ],
  [
    [0.52, 0.87],
    [0.5, 0.94],
    [0.44, 0.94],
  ],
];

/**
 * A bell.
 * @param x of its middle
 * @param y of its crown
 */
function bell(x: number, y: number, width: number): ReturnType<typeof outline> {
  const half = outline([0, 0], profile);
  const both = [...half, ...half.map(([px, py]) => [-px, py] as const).toReversed()];
  return both.map(([px, py]) => [x + px * width, y + py * width] as const);
}

/** A bell of brass with its clapper, and the side that is turned away from the light. */
function brassBell(x: number, y: number, width: number): readonly Layer[] {
  const body = filled(bell(x, y, width));
  const lit = filled(bell(x - 0.13 * width, y - 0.02 * width, width));
  const lip: Shape = (_, py) => py > y + 0.8 * width;
  return [
    { shape: disc([x, y + 0.97 * width], 0.1 * width), colour: shade },
    { shape: bar([x, y - 0.1 * width], [x, y + 0.1 * width], 0.1 * width), colour: brass },
    { shape: body, colour: brass },
    { shape: without(body, (px, py) => lit(px, py) || lip(px, py)), colour: shade },
  ];
}

/** In full colour, 192 pixels wide. Teams cuts the corners off, or a hexagon out: so the bells are in the middle 96. */
export function colourIcon(): Picture {
  const layers = [
    ...brassBell(63, 69, 28),
    ...brassBell(129, 69, 28),
    ...brassBell(96, 69, 63),
    { shape: bar([52, 60], [140, 60], 8), colour: wood },
  ];
  return draw(192, layers, { colour: accent, transparent: false });
}

/** White and transparent, 32 pixels wide and without a margin. */
export function outlineIcon(): Picture {
  const corners = bell(16, 3.4, 25);
  const clapper = without(disc([16, 27.4], 3.6), (_, y) => y < 28.4);
  const layers = [stroked(corners, 2.2), bar([16, 1.2], [16, 3], 2.2), clapper].map((shape) => ({
    shape,
    colour: white,
  }));
  return draw(32, layers, { colour: white, transparent: true });
}

if (import.meta.main) {
  const folder = join(import.meta.dirname, '..', '..', 'infra', 'teams-app');
  await writeFile(join(folder, 'color.png'), encodePng(colourIcon()));
  await writeFile(join(folder, 'outline.png'), encodePng(outlineIcon()));
}
