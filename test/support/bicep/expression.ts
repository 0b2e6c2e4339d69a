import type { Token } from './tokens.ts';

/** What a name stands for, where an expression is worked out. */
export type Scope = (name: string) => unknown;
/** An expression that was read: gives its value. */
export type Expression = (scope: Scope) => unknown;
type Dict = Record<string, unknown>;

const precedence: readonly (readonly string[])[] = [
  ['??'],
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<', '>', '<=', '>='],
  ['+', '-'],
];

/** Reads expressions one after the other from tokens. */
export class Expressions {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get next(): Token {
    return this.#tokens[this.#at]!;
  }

  take(text?: string): Token {
    const token = this.next;
    if (text !== undefined && token.text !== text) {
      throw new SyntaxError(`line ${token.line}: ${text} expected, not ${token.text || token.kind}`);
    }
    this.#at++;
    return token;
  }

  /** Takes the next token if it is this sign or word, and is not the first of a line unless that is allowed. */
  has(text: string, { onNewLine = false } = {}): boolean {
    const is = this.next.kind !== 'string' && this.next.text === text && (onNewLine || !this.next.first);
    if (is) this.#at++;
    return is;
  }

  /** What may stand wherever a value is wanted. */
  expression(): Expression {
    const condition = this.#binary(0);
    if (!this.has('?', { onNewLine: true })) return condition;
    const yes = this.expression();
    this.#sign(':');
    const no = this.expression();
    return (scope) => (condition(scope) ? yes(scope) : no(scope));
  }

  /** A plain string, such as a path or a type. */
  literal(): string {
    const [text] = this.take().parts;
    return String(text);
  }

  #sign(text: string): void {
    if (!this.has(text, { onNewLine: true })) this.take(text);
  }

  #binary(level: number): Expression {
    const signs = precedence[level];
    if (!signs) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const sign = signs.find((one) => this.has(one));
      if (!sign) return left;
      const [before, right] = [left, this.#binary(level + 1)];
      left = (scope) => operate(sign, before(scope), () => right(scope));
    }
  }

  #unary(): Expression {
    if (this.has('!', { onNewLine: true })) {
      const value = this.#unary();
      return (scope) => !value(scope);
    }
    return this.#postfix(this.#primary());
  }

  #postfix(start: Expression): Expression {
    let value = start;
    for (;;) {
      const of = value;
      if (this.has('!')) value = of;
      else if (this.has('.')) {
        const name = this.take().text;
        value = (scope) => member(of(scope), name);
      } else if (this.has('.?')) {
        const name = this.take().text;
        value = (scope) => (of(scope) as Dict | undefined)?.[name];
      } else if (this.has('[')) {
        const key = this.expression();
        this.#sign(']');
        value = (scope) => member(of(scope), String(key(scope)));
      } else return value;
    }
  }

  #primary(): Expression {
    const token = this.take();
    if (token.kind === 'number') return () => Number(token.text);
    if (token.kind === 'string') return interpolated(token);
    if (token.text === '{') return this.#object();
    if (token.text === '[') return this.has('for', { onNewLine: true }) ? this.loop() : this.#array();
    if (token.text === '(') {
      const inner = this.expression();
      this.#sign(')');
      return inner;
    }
    if (token.kind !== 'word') throw new SyntaxError(`line ${token.line}: ${token.text} is no value`);
    if (token.text === 'true' || token.text === 'false') return () => token.text === 'true';
    if (token.text === 'null') return () => null;
    if (this.has('=>')) {
      const body = this.expression();
      return (scope) => (item: unknown) => body((name) => (name === token.text ? item : scope(name)));
    }
    if (this.has('(')) {
      const args = this.#list(')');
      return (scope) => (scope(token.text) as (...args: unknown[]) => unknown)(...args.map((arg) => arg(scope)));
    }
    return (scope) => scope(token.text);
  }

  #list(close: string): Expression[] {
    const items: Expression[] = [];
    while (!this.has(close, { onNewLine: true })) {
      items.push(this.expression());
      this.has(',', { onNewLine: true });
    }
    return items;
  }

  #array(): Expression {
    const items = this.#list(']');
    return (scope) => items.map((item) => item(scope));
  }

  #object(): Expression {
    const parts: Expression[] = [];
    while (!this.has('}', { onNewLine: true })) {
      if (this.has('...', { onNewLine: true })) parts.push(this.expression());
      else {
        const token = this.take();
        const key = token.kind === 'string' ? interpolated(token) : () => token.text;
        this.take(':');
        const value = this.expression();
        parts.push((scope) => ({ [String(key(scope))]: value(scope) }));
      }
      this.has(',', { onNewLine: true });
    }
    return (scope) => Object.assign({}, ...parts.map((part) => part(scope)));
  }

  /** The rest of `[for x in xs: …]`, or `[for (x, i) in xs: …]`. */
  loop(): Expression {
    const both = this.has('(');
    const item = this.take().text;
    const index = both && this.has(',') ? this.take().text : undefined;
    if (both) this.take(')');
    this.take('in');
    const list = this.expression();
    this.take(':');
    const body = this.expression();
    this.#sign(']');
    return (scope) =>
      (list(scope) as unknown[]).map((value, i) =>
        body((name) => (name === item ? value : name === index ? i : scope(name))),
      );
  }
}

function interpolated({ parts }: Token): Expression {
  const values = parts.map((part): Expression => {
    if (typeof part === 'string') return () => part;
    return new Expressions(part).expression();
  });
  return (scope) => values.map((value) => String(value(scope))).join('');
}

function operate(sign: string, left: unknown, right: () => unknown): unknown {
  if (sign === '??') return left ?? right();
  if (sign === '||') return left || right();
  if (sign === '&&') return left && right();
  if (sign === '==') return left === right();
  if (sign === '!=') return left !== right();
  const [a, b] = [Number(left), Number(right())];
  if (sign === '<') return a < b;
  if (sign === '>') return a > b;
  if (sign === '<=') return a <= b;
  if (sign === '>=') return a >= b;
  return sign === '+' ? a + b : a - b;
}

function member(of: unknown, name: string): unknown {
  const value = (of as Dict | null | undefined)?.[name];
  if (value === undefined) throw new ReferenceError(`there is no ${name}`);
  return value;
}
