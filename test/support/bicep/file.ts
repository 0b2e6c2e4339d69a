import { readFileSync } from 'node:fs';
import { type Expression, Expressions } from './expression.ts';
import { tokensOf } from './tokens.ts';

export interface Decorator {
  readonly name: string;
  readonly args: readonly Expression[];
}

/** A parameter, variable, resource, module or output. */
export interface Declaration {
  readonly kind: 'param' | 'var' | 'resource' | 'module' | 'output';
  readonly name: string;
  /** Of a resource its type and version, of a module its file. */
  readonly of: string;
  readonly existing: boolean;
  readonly decorators: readonly Decorator[];
  /** Whether it is made at all. */
  readonly condition: Expression | undefined;
  readonly value: Expression | undefined;
}

/** The declarations of a Bicep file, in their order. @throws {SyntaxError} with the file's name */
export function readBicep(path: string): Declaration[] {
  try {
    return new Statements(new Expressions(tokensOf(readFileSync(path, 'utf8')))).all();
  } catch (error) {
    throw new SyntaxError(`${path}: ${(error as Error).message}`, { cause: error });
  }
}

class Statements {
  readonly #reader: Expressions;

  constructor(reader: Expressions) {
    this.#reader = reader;
  }

  all(): Declaration[] {
    const found: Declaration[] = [];
    while (this.#reader.next.kind !== 'end') {
      const decorators = this.#decorators();
      const keyword = this.#reader.take().text;
      if (keyword === 'resource' || keyword === 'module') found.push(this.#made(keyword, decorators));
      else if (keyword === 'param' || keyword === 'var' || keyword === 'output') {
        found.push(this.#valued(keyword, decorators));
      } else if (keyword === 'targetScope' || keyword === 'extension' || keyword === 'type') this.#skip();
      else throw new SyntaxError(`line ${this.#reader.next.line}: ${keyword} is not known`);
    }
    return found;
  }

  #decorators(): Decorator[] {
    const decorators: Decorator[] = [];
    while (this.#reader.has('@', { onNewLine: true })) {
      const name = this.#reader.take().text;
      const args: Expression[] = [];
      this.#reader.take('(');
      while (!this.#reader.has(')')) {
        args.push(this.#reader.expression());
        this.#reader.has(',');
      }
      decorators.push({ name, args });
    }
    return decorators;
  }

  #valued(kind: 'param' | 'var' | 'output', decorators: readonly Decorator[]): Declaration {
    const name = this.#reader.take().text;
    while (!this.#reader.next.first && this.#reader.next.text !== '=') this.#reader.take();
    const value = this.#reader.has('=') ? this.#reader.expression() : undefined;
    return { kind, name, of: '', existing: false, decorators, condition: undefined, value };
  }

  #made(kind: 'resource' | 'module', decorators: readonly Decorator[]): Declaration {
    const name = this.#reader.take().text;
    const of = this.#reader.literal();
    const existing = this.#reader.has('existing');
    this.#reader.take('=');
    const condition = this.#reader.has('if') ? this.#reader.expression() : undefined;
    return { kind, name, of, existing, decorators, condition, value: this.#reader.expression() };
  }

  /** The rest of the statement: up to a line that begins outside of all brackets. */
  #skip(): void {
    for (let depth = 0; this.#reader.next.kind !== 'end'; ) {
      if (depth === 0 && this.#reader.next.first) return;
      const { kind, text } = this.#reader.take();
      if (kind === 'sign' && '{[('.includes(text)) depth++;
      if (kind === 'sign' && '}])'.includes(text)) depth--;
    }
  }
}
