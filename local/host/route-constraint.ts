type Test = (text: string) => boolean;

const none: Test = () => true;
const whole = /^[+-]?\d+$/;

/** ASP.NET's route constraints, but for the few (regex, float, datetime …) that would need their exact parsers. */
const constraints: Readonly<Record<string, (first: number, second?: number) => Test>> = {
  int: () => (text) => whole.test(text) && Math.abs(Number(text)) < 2 ** 31,
  long: () => (text) => whole.test(text),
  guid: () => (text) => /^\{?[0-9a-f]{8}(-?)([0-9a-f]{4}\1){3}[0-9a-f]{12}\}?$/i.test(text),
  bool: () => (text) => /^(true|false)$/i.test(text),
  alpha: () => (text) => /^[a-z]+$/i.test(text),
  length:
    (least, most = least) =>
    (text) =>
      text.length >= least && text.length <= most,
  minlength: (least) => (text) => text.length >= least,
  maxlength: (most) => (text) => text.length <= most,
  min: (least) => (text) => whole.test(text) && Number(text) >= least,
  max: (most) => (text) => whole.test(text) && Number(text) <= most,
  range:
    (least, most = least) =>
    (text) =>
      whole.test(text) && Number(text) >= least && Number(text) <= most,
};

/**
 * A test for what follows a parameter's name, such as `:int:min(3)`; the empty text accepts everything.
 * @throws {Error} for a constraint this host does not know
 */
export function constraint(text: string): Test {
  const tests = text
    .split(':')
    .slice(1)
    .map((one) => {
      const [, name = '', args = ''] = /^(\w+)(?:\(([\d,\s-]*)\))?$/.exec(one) ?? [];
      const make = Object.hasOwn(constraints, name) ? constraints[name] : undefined;
      if (!make) throw new Error(`The local host knows no route constraint "${one}"`);
      const [first = 0, second] = args.split(',').map(Number);
      return make(first, second);
    });
  return tests.length === 0 ? none : (value) => tests.every((test) => test(value));
}
