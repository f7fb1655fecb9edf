import 'reflect-metadata';
import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Every problem of a service's configuration, one a line, by variable name; values are never shown. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(
      `the configuration has ${problems.length} problem(s):\n${problems.map((p) => `  - ${p}`).join('\n')}`,
    );
  }
}

/**
 * Reads a service's configuration from environment variables into a class that says its rules with class-validator.
 *
 * The property `httpPort` is read from `HTTP_PORT`. A variable that is unset or empty keeps the initial value of the
 * property. Numbers, `true`/`false` and comma-separated lists are converted by the declared type of the property.
 *
 * @throws ConfigError naming every problem at once
 */
export function loadConfig<T extends object>(Class: new () => T, env: Environment): T {
  const config = new Class();
  const draft = config as Record<string, unknown>;
  for (const property of validatedProperties(Class)) {
    const text = env[variableName(property)]?.trim();
    if (text) draft[property] = convert(text, Reflect.getMetadata('design:type', Class.prototype, property));
  }
  const errors = validateSync(config, { forbidUnknownValues: true });
  if (errors.length > 0) throw new ConfigError(errors.map(problemOf));
  return config;
}

/** `kafkaCaFile` → `KAFKA_CA_FILE`. */
export function variableName(property: string): string {
  return property.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

/** The variables a configuration class reads: what compose files and manifests are compared with. */
export function variablesOf(Class: new () => object): string[] {
  return validatedProperties(Class).map(variableName).sort();
}

function validatedProperties(Class: new () => object): string[] {
  const rules = getMetadataStorage().getTargetValidationMetadatas(Class, '', true, false);
  return [...new Set(rules.map((rule) => rule.propertyName))];
}

function convert(text: string, type: unknown): unknown {
  if (type === Number) return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  if (type === Boolean) return text === 'true' ? true : text === 'false' ? false : text;
  if (type === Array) return text.split(',').map((part) => part.trim());
  return text;
}

function problemOf(error: ValidationError): string {
  const variable = variableName(error.property);
  if (error.value === undefined) return `${variable} is required`;
  const rules = Object.values(error.constraints ?? {}).map((rule) =>
    rule.replaceAll(`${error.property} `, ''),
  );
  return `${variable} ${rules.join('; ')}`;
}
