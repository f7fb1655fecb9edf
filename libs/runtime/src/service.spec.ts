import { Body, Controller, Get, Module, Post, Query } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Type } from 'class-transformer';
import { IsArray, IsIn, IsInt, IsOptional, IsString, MaxLength, ValidateNested } from 'class-validator';
import { createService } from './bootstrap.js';
import { openApiDocument } from './openapi/openapi-document.js';
import { RuntimeModule } from './runtime.module.js';
import { AccessTokens, invalidToken } from './sign-in/access-tokens.js';
import { Caller, type Principal, Public, Roles } from './sign-in/roles.js';

class Mark {
  @IsString()
  @MaxLength(5, { context: { rule: 'too-long' } })
  text!: string;
}

class Herd {
  @IsIn(['cattle', 'camels'])
  species!: string;

  @IsOptional()
  @IsInt()
  count?: number;

  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => Mark)
  marks?: Mark[];
}

class Nothing {}

class HerdQuery {
  @IsOptional()
  @IsIn(['cattle', 'camels'])
  species?: string;
}

@Controller('v1/herds')
class HerdController {
  @Post()
  @Roles('system')
  create(@Body() herd: Herd, @Caller() caller: Principal): unknown {
    return { species: herd.species, by: caller.subject };
  }

  @Post(':id/count')
  @Public()
  count(@Body() nothing: Nothing): unknown {
    return nothing;
  }

  @Get(':id')
  @Roles('desk', 'auditor')
  read(): unknown {
    throw new Error('column "owner" of Invented Person');
  }

  @Get()
  @Public()
  list(@Query() query: HerdQuery): unknown {
    return { species: query.species ?? null };
  }
}

class FakeTokens extends AccessTokens {
  override verify(token: string): Promise<Principal> {
    return token === 'bad'
      ? Promise.reject(invalidToken())
      : Promise.resolve({
          subject: 'client',
          clientId: 'client',
          roles: [token],
          expiresAt: new Date(8.64e15),
        });
  }
}

@Module({
  imports: [
    RuntimeModule.forRoot({
      service: 'herds',
      logLevel: 'fatal',
      translateRule: (rule, language) => (rule === 'required' ? `${language}: ${rule}` : null),
    }),
  ],
  controllers: [HerdController],
})
class HerdModule {}

const JSON_TYPE = { 'content-type': 'application/json' };

describe('the HTTP edge of a service', () => {
  let app: NestExpressApplication;
  let base: string;

  beforeEach(async () => {
    app = await createService(HerdModule, { api: { title: 'Herds', description: '', version: '1' } });
    const tokens = app.get(AccessTokens);
    tokens.verify = (token) => new FakeTokens().verify(token);
    await app.listen(0, '127.0.0.1');
    base = await app.getUrl();
  });
  afterEach(() => app.close());

  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${base}/v1/herds`, {
      method: 'POST',
      body,
      headers: { ...JSON_TYPE, authorization: 'Bearer system', ...headers },
    });

  it('lets a caller with the role through and tells the handler who calls', async () => {
    const response = await post('{"species":"cattle"}');
    expect([response.status, await response.json()]).toEqual([201, { species: 'cattle', by: 'client' }]);
  });

  it('names field and rule of every violation, and echoes no value', async () => {
    const response = await post('{"count":"Amadou","marks":[{"text":"Invented Person"}],"colour~/":1}');
    const text = await response.text();
    expect(response.status).toBe(422);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(JSON.parse(text)).toMatchObject({
      code: 'PSR_VALIDATION',
      status: 422,
      title: 'Unprocessable Entity',
    });
    expect(
      (JSON.parse(text) as { errors: { path: string; rule: string }[] }).errors.map((e) => [e.path, e.rule]),
    ).toEqual(
      expect.arrayContaining([
        ['/species', 'required'],
        ['/count', 'is-int'],
        ['/marks/0/text', 'too-long'],
        ['/colour~0~1', 'unknown-member'],
      ]),
    );
    expect(text).not.toMatch(/Amadou|Invented/);
  });

  it.each([
    ['fr-ML, fr;q=0.9, en;q=0.5', 'fr', 'fr: required'],
    ['ar', 'ar', 'ar: required'],
    ['de', 'en', 'is required'],
  ])(
    'says broken rules in the language of %s, and in English what has no other',
    async (asked, is, message) => {
      const response = await post('{"count":"many"}', { 'accept-language': asked });
      const { errors } = (await response.json()) as {
        errors: { path: string; rule: string; message: string }[];
      };
      expect(response.headers.get('content-language')).toBe(is);
      expect(errors).toContainEqual({ path: '/species', rule: 'required', message });
      expect(errors.find(({ path }) => path === '/count')?.message).toMatch(/integer/);
    },
  );

  it.each([
    ['malformed JSON', '{"species":', {}, 400, 'PSR_MALFORMED'],
    ['a body over 256 KB', `{"species":"${'x'.repeat(1_000_000)}"}`, {}, 413, 'PSR_BODY_TOO_LARGE'],
    ['another content type', 'species=cattle', { 'content-type': 'text/plain' }, 415, 'PSR_CONTENT_TYPE'],
    ['a NUL in a text', '{"species":"\\u0000"}', {}, 400, 'PSR_MALFORMED'],
    ['half a surrogate pair', '{"species":"\\ud800"}', {}, 400, 'PSR_MALFORMED'],
    ['a prototype member', '{"species":"cattle","__proto__":{}}', {}, 400, 'PSR_MALFORMED'],
    ['deep nesting', `${'['.repeat(20_000)}${']'.repeat(20_000)}`, {}, 400, 'PSR_MALFORMED'],
    ['an array', '[{"species":"cattle"}]', {}, 422, 'PSR_VALIDATION'],
    ['a bare number', '5', {}, 422, 'PSR_VALIDATION'],
    ['null', 'null', {}, 422, 'PSR_VALIDATION'],
    ['no token', '{}', { authorization: '' }, 401, 'PSR_TOKEN_REQUIRED'],
    ['another scheme', '{}', { authorization: 'Basic YTpi' }, 401, 'PSR_TOKEN_REQUIRED'],
    ['a bad token', '{}', { authorization: 'Bearer bad' }, 401, 'PSR_TOKEN_INVALID'],
    ['a missing role', '{}', { authorization: 'Bearer desk' }, 403, 'PSR_ROLE_MISSING'],
  ])('refuses %s', async (_, body, headers, status, code) => {
    const response = await post(body, headers);
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([status, code]);
    expect(response.headers.has('www-authenticate')).toBe(status === 401);
  });

  it('takes the empty document, and nothing else, where no member is known', async () => {
    const statusOf = async (body: string): Promise<number> =>
      (await fetch(`${base}/v1/herds/7/count`, { method: 'POST', body, headers: JSON_TYPE })).status;
    expect([await statusOf('{}'), await statusOf('{"by":"me"}')]).toEqual([201, 422]);
  });

  it('answers an unknown route with a problem too', async () => {
    const response = await fetch(`${base}/v2/anything`);
    expect([response.status, await response.json()]).toMatchObject([404, { code: 'PSR_NOT_FOUND' }]);
  });

  it('tells nothing of a fault but the correlation id', async () => {
    const headers = {
      authorization: 'Bearer desk',
      'correlation-id': '0a1b2c3d-0000-4000-8000-000000000000',
    };
    const response = await fetch(`${base}/v1/herds/7`, { headers });
    const text = await response.text();
    expect([response.status, response.headers.get('correlation-id')]).toEqual([
      500,
      headers['correlation-id'],
    ]);
    expect(text).toContain(headers['correlation-id']);
    expect(text).not.toContain('Invented');
  });

  it('gives its own correlation id where the caller sends words', async () => {
    const response = await fetch(`${base}/v1/herds`, { headers: { 'correlation-id': 'invented person' } });
    expect(response.headers.get('correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('serves health and metrics by route pattern to anyone', async () => {
    await fetch(`${base}/v1/herds/secret-id`);
    expect((await fetch(`${base}/health/live`)).status).toBe(200);
    expect(await (await fetch(`${base}/health/ready`)).json()).toEqual({
      ready: true,
      checks: { http: 'ok' },
    });
    const metrics = await (await fetch(`${base}/metrics`)).text();
    expect(metrics).toContain(
      'http_request_duration_seconds_count{method="GET",route="/v1/herds/:id",status="401"} 1',
    );
    expect(metrics).not.toContain('secret-id');
  });

  it('describes itself as OpenAPI 3.1 from the rules it checks', async () => {
    const document = openApiDocument(app, { title: 'Herds', description: '', version: '1' });
    expect(document.openapi).toBe('3.1.0');
    expect(document.components?.schemas?.['Herd']).toMatchObject({
      additionalProperties: false,
      required: ['species'],
      properties: {
        species: { enum: ['cattle', 'camels'] },
        marks: { items: { $ref: '#/components/schemas/Mark' } },
      },
    });
    expect(document.components?.schemas?.['Mark']).toMatchObject({ properties: { text: { maxLength: 5 } } });
    expect(document.paths['/v1/herds/{id}']?.get).toMatchObject({ 'x-roles': ['desk', 'auditor'] });
    expect(document.paths['/v1/herds']?.get?.parameters).toEqual([
      {
        name: 'species',
        in: 'query',
        required: false,
        schema: { type: 'string', enum: ['cattle', 'camels'] },
      },
    ]);
    expect((await fetch(`${base}/openapi.json`)).status).toBe(200);
  });
});

describe('a service with a handler open to nobody knows whom', () => {
  it('refuses to start', async () => {
    @Controller('open')
    class OpenController {
      @Get()
      read(): string {
        return '';
      }
    }
    @Module({
      imports: [RuntimeModule.forRoot({ service: 'open', logLevel: 'fatal' })],
      controllers: [OpenController],
    })
    class OpenModule {}
    const app = await createService(OpenModule);
    await expect(app.init()).rejects.toThrow('OpenController.read');
  });
});
