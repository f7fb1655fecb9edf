import { describe, expect, it } from '@jest/globals';
import { ConfigError, loadConfig } from '@passerelle/runtime';
import { DutyDeskConfig } from './config.js';

const COMPLETE = {
  NATION: 'XA',
  PARTNERS: 'XB',
  HTTP_PORT: '0',
  KAFKA_BROKERS: '127.0.0.1:9092',
  OIDC_ISSUER: 'https://id.example',
  OIDC_JWKS_URL: 'https://id.example/jwks',
  OIDC_AUDIENCE: 'urn:passerelle:xa',
  DATABASE_URL: 'postgres://desk@127.0.0.1/passerelle',
  PUBLIC_URL: 'https://desk.example',
  SESSION_KEY_FILE: 'session.secret',
  OIDC_CLIENT_ID: 'xa-console',
  OIDC_CLIENT_KEY_FILE: 'client.pem',
  API_URL: 'http://node:8080',
  AUDITOR_URL: 'http://auditor:8080',
};

const problemsOf = (change: Record<string, string>) => {
  try {
    loadConfig(DutyDeskConfig, { ...COMPLETE, ...change });
    return [];
  } catch (error) {
    return (error as ConfigError).problems;
  }
};

describe('the configuration of a duty desk', () => {
  it('needs neither a console nor posts, and is real unless told otherwise', () => {
    const { consoleDir, postsFile, demonstration } = loadConfig(DutyDeskConfig, COMPLETE);
    expect({ consoleDir, postsFile, demonstration }).toEqual({
      consoleDir: undefined,
      postsFile: undefined,
      demonstration: false,
    });
  });

  it.each([
    'PUBLIC_URL',
    'SESSION_KEY_FILE',
    'OIDC_CLIENT_ID',
    'OIDC_CLIENT_KEY_FILE',
    'API_URL',
    'AUDITOR_URL',
  ])('names %s where it is missing', (variable) => {
    expect(problemsOf({ [variable]: '' })).toEqual([`${variable} is required`]);
  });

  it.each([
    ['PUBLIC_URL', 'desk.example'],
    ['PUBLIC_URL', 'ftp://desk.example'],
    ['PUBLIC_URL', 'https://desk.example/?a=b'],
    ['API_URL', 'node:8080'],
    ['DEMONSTRATION', 'maybe'],
  ])('refuses %s=%s', (variable, value) => {
    expect(problemsOf({ [variable]: value })).toEqual([expect.stringContaining(variable)]);
  });
});
