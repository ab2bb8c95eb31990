import { TypeCompiler } from '@sinclair/typebox/compiler';
import { schemaOf, type Dto } from './dto';

/** A class's form, compiled: for what does not come as a body of its own, such as the lines of a file. */
export class CompiledForm<T extends object> {
  private readonly compiled;

  constructor(dto: Dto<T>) {
    this.compiled = TypeCompiler.Compile(schemaOf(dto));
  }

  fits(value: unknown): value is T {
    return this.compiled.Check(value);
  }

  /** The first place that does not fit, as a JSON Pointer (RFC 6901). It may name members that the class does not know. */
  firstMisfit(value: unknown): string | undefined {
    return this.compiled.Errors(value).First()?.path;
  }
}
