import type { Picture } from './png.ts';
import type { Shape } from './shapes.ts';

/** Red, green, blue: 0 to 255. */
export type Colour = readonly [number, number, number];

/** An area in one colour; those later in a list lie on top. */
export interface Layer {
  readonly shape: Shape;
  readonly colour: Colour;
}

/** Points that are looked at in a pixel, in each direction: borders get 64 shades. */
const SAMPLES = 8;

/**
 * Draws layers on a square.
 * @param size of the square in pixels, which are the layers' units
 * @param paper its colour where nothing lies; transparent, it still has one, which its edges fade into
 */
export function draw(
  size: number,
  layers: readonly Layer[],
  paper: { readonly colour: Colour; readonly transparent: boolean },
): Picture {
  const pixels = new Uint8Array(size * size * 4);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) pixels.set(pixel(x, y, layers, paper), (y * size + x) * 4);
  }
  return { width: size, height: size, pixels };
}

function pixel(
  x: number,
  y: number,
  layers: readonly Layer[],
  paper: { readonly colour: Colour; readonly transparent: boolean },
): readonly number[] {
  const sum = [0, 0, 0];
  let covered = 0;
  for (let i = 0; i < SAMPLES * SAMPLES; i++) {
    const [px, py] = [x + ((i % SAMPLES) + 0.5) / SAMPLES, y + (Math.floor(i / SAMPLES) + 0.5) / SAMPLES];
    const layer = layers.findLast(({ shape }) => shape(px, py));
    if (layer) covered++;
    (layer?.colour ?? paper.colour).forEach((channel, c) => {
      sum[c]! += channel;
    });
  }
  const opacity = paper.transparent ? covered / (SAMPLES * SAMPLES) : 1;
  return [...sum.map((channel) => Math.round(channel / (SAMPLES * SAMPLES))), Math.round(opacity * 255)];
}
