import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import { ApiOkResponse, ApiParam } from '@nestjs/swagger';
import { PasserelleError, Roles } from '@passerelle/runtime';
import type { Response } from 'express';
import { ServedLog } from './served-log.js';

const NOTE = 'text/plain; charset=utf-8';
const TILE = 'application/octet-stream';
/** Whoever may read it may keep it; what lies between may not. */
const FOR_EVER = 'private, max-age=31536000, immutable';

/** The nation's transparency log (C2SP tlog-tiles), for whoever proves and compares. The log's prefix is `/log`. */
@Controller('log')
export class LogController {
  constructor(@Inject(ServedLog) private readonly log: ServedLog) {}

  /** What the log signed last. */
  @Get('checkpoint')
  @Roles('auditor')
  @ApiOkResponse({
    description: 'A signed note (C2SP tlog-checkpoint)',
    content: { 'text/plain': { schema: { type: 'string' } } },
  })
  async readCheckpoint(@Res() response: Response): Promise<void> {
    const note = (await this.log.checkpoint()) ?? unknown();
    response.set({ 'Content-Type': NOTE, 'Cache-Control': 'no-store' }).send(note);
  }

  /** Hashes of the tree, or its leaves. */
  @Get('tile/*path')
  @Roles('auditor')
  @ApiParam({
    name: 'path',
    description: 'Level and index, such as `0/x001/234`, `entries/000` or `0/x001/235.p/12`',
    schema: { type: 'string' },
  })
  @ApiOkResponse({
    description: 'A tile of hashes or a bundle of entries (C2SP tlog-tiles)',
    content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
  })
  async readTile(@Param('path') path: string | string[], @Res() response: Response): Promise<void> {
    const { bytes, isFull } = (await this.log.tile(`tile/${[path].flat().join('/')}`)) ?? unknown();
    response.set({ 'Content-Type': TILE, 'Cache-Control': isFull ? FOR_EVER : 'no-store' }).send(bytes);
  }
}

function unknown(): never {
  throw new PasserelleError('PSR_LOG_UNKNOWN', 'this is not in the log', { status: 404 });
}
