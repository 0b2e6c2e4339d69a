import assert from 'node:assert/strict';
import { test } from 'node:test';
import { colourIcon, outlineIcon } from '../../local/package/icons.ts';
import { decodePng, encodePng, type Picture } from '../../local/package/png.ts';
import { made, open } from './made.ts';

const { files, manifest } = open(await made());
const colour = decodePng(files.get(manifest.icons.color)!);
const outline = decodePng(files.get(manifest.icons.outline)!);

interface Pixel {
  readonly x: number;
  readonly y: number;
  /** Red, green and blue, as HTML writes them. */
  readonly colour: string;
  /** 0 to 255. */
  readonly opacity: number;
}

function pixelsOf({ width, height, pixels }: Picture): readonly Pixel[] {
  return Array.from({ length: width * height }, (_, i) => {
    const [red, green, blue, opacity] = pixels.subarray(i * 4, i * 4 + 4);
    const html = `#${Buffer.from([red!, green!, blue!]).toString('hex')}`;
    return { x: i % width, y: Math.floor(i / width), colour: html, opacity: opacity! };
  });
}

test('the colour icon is 192 pixels square and fills them, in the colour of the manifest around its middle', () => {
  assert.deepEqual([colour.width, colour.height], [192, 192]);
  for (const { x, y, colour: html, opacity } of pixelsOf(colour)) {
    assert.equal(opacity, 255);
    // Teams cuts the corners off, and a hexagon out for a bot: 48 pixels around the sign are paper.
    const isPaper = x < 48 || x >= 144 || y < 48 || y >= 144;
    if (isPaper) assert.equal(html, manifest.accentColor);
  }
  assert.ok(pixelsOf(colour).filter(({ colour: html }) => html !== manifest.accentColor).length > 2_000);
});

test('the outline icon is 32 pixels square, white and nothing else, clear around and without a margin', () => {
  assert.deepEqual([outline.width, outline.height], [32, 32]);
  const drawn = pixelsOf(outline).filter(({ opacity }) => opacity > 0);
  for (const { colour: html } of pixelsOf(outline)) assert.equal(html, '#ffffff');
  assert.ok(drawn.filter(({ opacity }) => opacity === 255).length > 100);
  assert.ok(drawn.length < 512, 'more than half of it is clear');
  for (const side of [drawn.map(({ x }) => x), drawn.map(({ y }) => y)]) {
    assert.ok(Math.min(...side) <= 2 && Math.max(...side) >= 29, 'it reaches to the borders');
  }
});

/** Whether two pictures are the same; asserting that they are equal would print both. */
function isSame(one: Picture, other: Picture): boolean {
  return one.width === other.width && Buffer.compare(one.pixels, other.pixels) === 0;
}

test('the icons in the package are the ones that are drawn', () => {
  assert.ok(isSame(colour, colourIcon()));
  assert.ok(isSame(outline, outlineIcon()));
});

test('a PNG that is damaged is not read', () => {
  const png = encodePng(outlineIcon());
  assert.ok(isSame(decodePng(png), outlineIcon()));
  for (const at of [3, 20, 60, png.length - 20]) {
    const damaged = Buffer.from(png);
    damaged[at]! ^= 1;
    assert.throws(() => decodePng(damaged), /This (is no )?PNG/, `byte ${at}`);
  }
});
