import { type ArgumentMetadata, Injectable, ValidationPipe } from '@nestjs/common';
import { ValidationProblem } from './passerelle-error.js';
import { violationsOf } from './violations.js';

/** Validates bodies and queries against their class: unknown members and values of another shape are errors (422). */
@Injectable()
export class DocumentPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: false, // a class without rules is the empty document: `whitelist` refuses every member
      stopAtFirstError: true,
      validationError: { target: false, value: true },
      exceptionFactory: (errors) => new ValidationProblem(violationsOf(errors)),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (metadata.type === 'body' && value !== undefined && !isObject) {
      throw new ValidationProblem([{ path: '', rule: 'is-object', message: 'must be a JSON object' }]);
    }
    return super.transform(value, metadata);
  }
}
