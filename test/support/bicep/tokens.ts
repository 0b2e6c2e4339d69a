/** A word, a number, a sign, or a string, of which what stands in `${…}` is tokens again. */
export interface Token {
  readonly kind: 'word' | 'number' | 'sign' | 'string' | 'end';
  readonly text: string;
  readonly parts: readonly (string | readonly Token[])[];
  /** It is the first of its line, where a statement, a property or an item ends. */
  readonly first: boolean;
  readonly line: number;
}

const blank = /(?:[ \t\r]+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|#[^\n]*)/y;
const plain =
  /(?<word>[A-Za-z_]\w*)|(?<number>\d+)|(?<sign>\?\?|\.\?|\.\.\.|=>|==|!=|<=|>=|&&|\|\||::|[-+*/%<>!?:.,=@()[\]{}])/y;
const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', "'": "'", '\\': '\\', $: '$' };

/**
 * Takes a Bicep file apart. Strings of several lines, which ours have none of, are not read.
 * @throws {SyntaxError} at what is not Bicep
 */
export function tokensOf(text: string): Token[] {
  return new Reader(text).until(undefined);
}

class Reader {
  readonly #text: string;
  #at = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  /** @param close the sign that ends it; undefined: the end of the file */
  until(close: string | undefined): Token[] {
    const tokens: Token[] = [];
    let first = true;
    for (let depth = 0; ; ) {
      first = this.#skip() || first;
      if (this.#at >= this.#text.length) {
        if (close) throw this.#wrong();
        return [...tokens, { kind: 'end', text: '', parts: [], first: true, line: this.#line }];
      }
      const token = this.#next(first);
      if (token.kind === 'sign' && token.text === '{') depth++;
      if (token.kind === 'sign' && token.text === '}' && depth-- === 0 && close) {
        return [...tokens, { kind: 'end', text: '', parts: [], first: false, line: this.#line }];
      }
      tokens.push(token);
      first = false;
    }
  }

  /** @returns whether a line has ended */
  #skip(): boolean {
    let ended = false;
    for (;;) {
      if (this.#text[this.#at] === '\n') {
        this.#at++;
        this.#line++;
        ended = true;
      } else if (!this.#match(blank)) return ended;
    }
  }

  #next(first: boolean): Token {
    const line = this.#line;
    if (this.#text[this.#at] === "'") return { kind: 'string', text: '', parts: this.#string(), first, line };
    const { groups } = this.#match(plain) ?? {};
    for (const kind of ['word', 'number', 'sign'] as const) {
      const text = groups?.[kind];
      if (text !== undefined) return { kind, text, parts: [], first, line };
    }
    throw this.#wrong();
  }

  #string(): (string | readonly Token[])[] {
    const parts: (string | readonly Token[])[] = [];
    let literal = '';
    for (this.#at++; this.#text[this.#at] !== "'"; ) {
      const char = this.#text[this.#at++];
      if (char === undefined || char === '\n') throw this.#wrong();
      if (char === '\\') literal += escapes[this.#text[this.#at++]!] ?? '';
      else if (char === '$' && this.#text[this.#at] === '{') {
        this.#at++;
        parts.push(literal, this.until('}'));
        literal = '';
      } else literal += char;
    }
    this.#at++;
    return [...parts, literal];
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found) this.#at += found[0].length;
    return found;
  }

  #wrong(): SyntaxError {
    return new SyntaxError(`line ${this.#line}: ${this.#text.slice(this.#at, this.#at + 40)}`);
  }
}
