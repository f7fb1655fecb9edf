import { describe, expect, it } from '@jest/globals';
import { IsBoolean, IsInt, IsOptional, IsString, Max } from 'class-validator';
import { ConfigError, loadConfig, variablesOf } from './load-config.js';
import { ApiServiceConfig } from './service-config.js';

class Example {
  @IsString()
  dataFolder!: string;

  @IsInt()
  @Max(10)
  retryCount: number = 3;

  @IsBoolean()
  firstRun: boolean = false;

  @IsOptional()
  @IsString({ each: true })
  partners?: string[];
}

const problemsOf = (Class: new () => object, env: Record<string, string>): readonly string[] => {
  try {
    loadConfig(Class, env);
    return [];
  } catch (error) {
    return (error as ConfigError).problems;
  }
};

describe('configuration', () => {
  it('is read by the declared types, with defaults where a variable is unset or empty', () => {
    const env = { DATA_FOLDER: ' /data ', FIRST_RUN: 'true', PARTNERS: 'XA, XB', RETRY_COUNT: '' };
    expect(loadConfig(Example, env)).toEqual({
      dataFolder: '/data',
      retryCount: 3,
      firstRun: true,
      partners: ['XA', 'XB'],
    });
  });

  it('names every problem at once, by variable, and shows no value', () => {
    const problems = problemsOf(Example, { RETRY_COUNT: '9secret', FIRST_RUN: 'yes' });
    expect(problems).toHaveLength(3);
    expect(problems).toEqual(
      expect.arrayContaining([
        'DATA_FOLDER is required',
        expect.stringContaining('RETRY_COUNT'),
        'FIRST_RUN must be a boolean value',
      ]),
    );
    expect(problems.join()).not.toMatch(/secret|yes/);
  });

  it('of a service keeps passwords out of its messages', () => {
    const problems = problemsOf(ApiServiceConfig, {
      NATION: 'mr',
      HTTP_PORT: '99999',
      DATABASE_URL: 'mysql://u:secret@h/d',
    });
    expect(problems.join()).not.toContain('secret');
    expect(new Set(problems.map((problem) => problem.split(' ')[0]))).toEqual(
      new Set([
        'DATABASE_URL',
        'HTTP_PORT',
        'KAFKA_BROKERS',
        'NATION',
        'OIDC_AUDIENCE',
        'OIDC_ISSUER',
        'OIDC_JWKS_URL',
      ]),
    );
  });

  it('knows which variables it reads', () => {
    expect(variablesOf(Example)).toEqual(['DATA_FOLDER', 'FIRST_RUN', 'PARTNERS', 'RETRY_COUNT']);
  });
});
