/** Areas of the plane, each as the question whether a point is in it. */
export type Shape = (x: number, y: number) => boolean;

type Point = readonly [x: number, y: number];

/** A cubic curve from where the one before ended, by its two handles and its end. */
export type Curve = readonly [Point, Point, Point];

/** Lines that a curve is made of: none is longer than a pixel in the sizes drawn here. */
const STEPS = 16;

/** A closed line of curves, as the corners of a polygon. */
export function outline(start: Point, curves: readonly Curve[]): readonly Point[] {
  let from = start;
  return curves.flatMap(([first, second, end]) => {
    const [a, b, c, d] = [from, first, second, end];
    from = end;
    return Array.from({ length: STEPS }, (_, i) => {
      const t = (i + 1) / STEPS;
      const s = 1 - t;
      const at = (axis: 0 | 1) =>
        s ** 3 * a[axis] + 3 * s * s * t * b[axis] + 3 * s * t * t * c[axis] + t ** 3 * d[axis];
      return [at(0), at(1)] as const;
    });
  });
}

/** What is inside of a polygon: a ray to the right crosses its border an odd number of times. */
export function filled(corners: readonly Point[]): Shape {
  const lines = edges(corners);
  const ys = corners.map(([, y]) => y);
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  return (x, y) => {
    if (y < top || y > bottom) return false;
    let inside = false;
    for (const { x1, y1, x2, y2 } of lines) {
      if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) inside = !inside;
    }
    return inside;
  };
}

/** A pen's stroke along the border of a polygon, with round corners. */
export function stroked(corners: readonly Point[], width: number): Shape {
  const lines = edges(corners);
  return (x, y) => lines.some((line) => distance(x, y, line) <= width / 2);
}

/** A bar with round ends. */
export function bar([x1, y1]: Point, [x2, y2]: Point, width: number): Shape {
  const line = { x1, y1, x2, y2 };
  return (x, y) => distance(x, y, line) <= width / 2;
}

export function disc([cx, cy]: Point, radius: number): Shape {
  return (x, y) => Math.hypot(x - cx, y - cy) <= radius;
}

/** What is in the one and not in the other. */
export function without(shape: Shape, hole: Shape): Shape {
  return (x, y) => shape(x, y) && !hole(x, y);
}

interface Line {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

function edges(corners: readonly Point[]): readonly Line[] {
  return corners.map(([x2, y2], i) => {
    const [x1, y1] = corners.at(i - 1)!;
    return { x1, y1, x2, y2 };
  });
}

/** From a point to the nearest one of a line. */
function distance(x: number, y: number, { x1, y1, x2, y2 }: Line): number {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / length));
  return Math.hypot(x - x1 - along * dx, y - y1 - along * dy);
}
