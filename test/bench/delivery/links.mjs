/** The bridge beside MirrorMaker 2 and beside bare cryptography, on brokers of their own. */
import { spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, spread } from '../figures.mjs';
import { alert, Border } from './border.mjs';
import { checkTotalsAndOrder, watch } from './meter.mjs';
import { fetchMirrorMaker, startMirrorMaker } from './mirror-maker.mjs';
import { topFrames } from './profile.mjs';
import { Stage } from './stage.mjs';

const FLOOR = fileURLToPath(new URL('floor.mjs', import.meta.url));

/** Messages and how often they are measured; what is carried repeats the distinct ones. */
const WHOLE = { rounds: 3, carried: 60_000, distinct: 4_000, enforced: 12_000 };
const QUICK = { rounds: 2, carried: 15_000, distinct: 1_000, enforced: 4_000 };

/** @param wanted names of rows; @returns the rows that were measured */
export async function benchLinks(wanted, { quick, sizes = quick ? QUICK : WHOLE }, report) {
  const needs = (...names) => names.some((name) => wanted.includes(name));
  const stage = await Stage.open();
  try {
    const bench = new LinkBench(stage, sizes, report);
    if (needs('carry', 'border', 'bytes')) await bench.carryBesideMirrorMaker();
    if (needs('enforce', 'border', 'memory')) await bench.enforceBesideFloor();
    if (needs('border')) await bench.enforceAndCarry();
    if (needs('instances')) await bench.twoInstances();
    return bench.rows.filter(({ row }) => wanted.includes(row));
  } finally {
    await stage.close();
  }
}

/** Records a second of MirrorMaker 2 by itself, for what is measured over a sandbox. */
export async function mirrorMakerRates({ quick }, report) {
  const stage = await Stage.open();
  try {
    return await new LinkBench(stage, quick ? QUICK : WHOLE, report).mirrorMakerAlone();
  } finally {
    await stage.close();
  }
}

class LinkBench {
  rows = [];

  constructor(stage, sizes, report) {
    Object.assign(this, { stage, sizes, report });
  }

  async carryBesideMirrorMaker() {
    const { sizes, report } = this;
    const { border, distinct, sent, libs } = await this.#sealed();
    const [ours, theirs] = [[], []];
    for (let round = 1; round <= sizes.rounds; round += 1) {
      report(`carry and MirrorMaker 2, ${sizes.carried} sealed messages, ${round} of ${sizes.rounds} …`);
      ours.push(await this.#carry(border, sent));
      theirs.push(await this.#mirror(border, sent, libs));
    }
    this.mirrorMaker = theirs;
    const ratio = median(rates(ours)) / median(rates(theirs));
    const met = ratio >= 1;
    this.rows.push({
      row: 'carry',
      what: 'carry (sealed bytes), messages/s',
      ours: spread(rates(ours)),
      beside: { what: 'MirrorMaker 2, exactly once', ...spread(rates(theirs)) },
      ratio,
      goal: '≥ 1.0×',
      met,
      more: {
        cpu: spread(ours.map((round) => round.cpu)),
        besideCpu: spread(theirs.map((round) => round.cpu)),
      },
      ...(!met && { profile: await this.#profiled(border, 'carry', () => this.#watchCarry(border, sent)) }),
    });
    this.rows.push(bytesRow(ours, distinct));
  }

  async enforceBesideFloor() {
    const { stage, sizes, report } = this;
    const border = await Border.open(stage);
    const messages = border.outboundMessages(sizes.enforced);
    const sent = await border.produce(stage.own, border.outbound, messages);
    const [ours, floor] = [[], []];
    for (let round = 1; round <= sizes.rounds; round += 1) {
      report(`enforce and bare cryptography, ${sizes.enforced} messages, ${round} of ${sizes.rounds} …`);
      floor.push(await bareCryptography(border, messages.slice(0, 3_000)));
      ours.push(await this.#enforce(border, sent));
    }
    const costs = ours.map((round) => round.cpu);
    const ratio = median(costs) / median(floor);
    const met = ratio <= 1.5;
    const enforce = () => this.#watchEnforce(border, sent);
    this.rows.push({
      row: 'enforce',
      what: 'enforce, CPU per message (µs)',
      ours: spread(costs),
      beside: { what: 'open, verify, sign, seal in node:crypto', ...spread(floor) },
      ratio,
      goal: '≤ 1.5×',
      met,
      more: { rate: spread(rates(ours)), resident: spread(ours.map((round) => round.resident)) },
      ...(!met && { profile: await this.#profiled(border, 'enforce', enforce) }),
    });
  }

  async enforceAndCarry() {
    const { stage, sizes, report } = this;
    const border = await Border.open(stage);
    const sent = await border.produce(stage.own, border.outbound, border.outboundMessages(sizes.enforced));
    const ours = [];
    for (let round = 1; round <= sizes.rounds; round += 1) {
      report(`enforce and carry together, ${sizes.enforced} messages, ${round} of ${sizes.rounds} …`);
      await border.forget('enforce');
      await border.forget('carry');
      const roles = await Promise.all([border.start('enforce'), border.start('carry')]);
      try {
        const pids = roles.map(({ pid }) => pid);
        ours.push(await watch(stage, stage.partner, border.inbound, sizes.enforced, pids));
      } finally {
        await Promise.all(roles.map((role) => role.stop()));
      }
      await checkTotalsAndOrder(stage, stage.partner, border.inbound, sent);
    }
    const theirs = rates(this.mirrorMaker);
    const ratio = median(rates(ours)) / median(theirs);
    this.rows.push({
      row: 'border',
      what: 'enforce + carry, messages/s',
      ours: spread(rates(ours)),
      beside: { what: 'MirrorMaker 2, exactly once', ...spread(theirs) },
      ratio,
      goal: '≥ 0.4×',
      met: ratio >= 0.4,
      more: { cpu: spread(ours.map((round) => round.cpu)) },
    });
  }

  /** Both over two partitions, so that only the number of processes differs. */
  async twoInstances() {
    const { stage, sizes, report } = this;
    const border = await Border.open(stage, { partitions: 2 });
    const sent = await border.produce(stage.own, border.outbound, border.outboundMessages(sizes.enforced));
    const [two, one] = [[], []];
    for (let round = 1; round <= sizes.rounds; round += 1) {
      report(`one and two instances of enforce, ${sizes.enforced} messages, ${round} of ${sizes.rounds} …`);
      one.push(await this.#enforce(border, sent, 1));
      two.push(await this.#enforce(border, sent, 2));
    }
    const ratio = median(two.map((round) => round.cpu)) / median(one.map((round) => round.cpu));
    this.rows.push({
      row: 'instances',
      what: 'two instances of enforce, CPU per message (µs); totals and order equal',
      ours: spread(two.map((round) => round.cpu)),
      beside: { what: 'one instance', ...spread(one.map((round) => round.cpu)) },
      ratio,
      goal: '≤ 1.1×',
      met: ratio <= 1.1,
      more: { rate: spread(rates(two)), besideRate: spread(rates(one)) },
    });
  }

  async mirrorMakerAlone() {
    const { sizes, report } = this;
    const { border, sent, libs } = await this.#sealed();
    const rounds = [];
    for (let round = 1; round <= sizes.rounds; round += 1) {
      report(`MirrorMaker 2, ${sizes.carried} sealed messages, ${round} of ${sizes.rounds} …`);
      rounds.push(await this.#mirror(border, sent, libs));
    }
    return rates(rounds);
  }

  async #sealed() {
    const { stage, sizes, report } = this;
    const { libs } = await fetchMirrorMaker(report);
    const border = await Border.open(stage);
    const distinct = border.releasedMessages(sizes.distinct);
    const messages = Array.from({ length: sizes.carried }, (_, index) => distinct[index % distinct.length]);
    return { border, distinct, sent: await border.produce(stage.own, border.released, messages), libs };
  }

  async #mirror(border, sent, libs) {
    const { stage } = this;
    const mirror = await startMirrorMaker(stage, border.released, libs);
    try {
      const measured = await watch(stage, stage.partner, mirror.topic, total(sent), [mirror.pid]);
      await checkTotalsAndOrder(stage, stage.partner, mirror.topic, sent);
      return measured;
    } finally {
      await mirror.stop();
      await stage.deleteTopics(stage.partner, [mirror.topic]);
    }
  }

  async #carry(border, sent) {
    await border.forget('carry');
    return this.#while(border, 'carry', 1, () => this.#watchCarry(border, sent));
  }

  async #enforce(border, sent, instances = 1) {
    await border.forget('enforce');
    return this.#while(border, 'enforce', instances, (pids) => this.#watchEnforce(border, sent, pids));
  }

  async #while(border, role, instances, watching, options) {
    const running = await Promise.all(Array.from({ length: instances }, () => border.start(role, options)));
    this.pids = running.map(({ pid }) => pid);
    try {
      return await watching(this.pids);
    } finally {
      await Promise.all(running.map((instance) => instance.stop()));
    }
  }

  async #watchCarry(border, sent) {
    const { stage } = this;
    const measured = await watch(stage, stage.partner, border.inbound, total(sent), this.pids);
    await checkTotalsAndOrder(stage, stage.partner, border.inbound, sent);
    return measured;
  }

  async #watchEnforce(border, sent) {
    const { stage } = this;
    const measured = await watch(stage, stage.own, border.released, total(sent), this.pids);
    await checkTotalsAndOrder(stage, stage.own, border.released, sent);
    return measured;
  }

  /** One more round with the profiler on, which costs too: its figures are not used. */
  async #profiled(border, role, watching) {
    await border.forget(role);
    const profile = await mkdtemp(join(border.directory, 'profile-'));
    await this.#while(border, role, 1, watching, { profile });
    return topFrames(profile);
  }
}

/** What an alert costs on the line, everything the process writes included, beside its own JSON. */
function bytesRow(carried, messages) {
  const bytes = carried.map((round) => round.bytes);
  const json = Buffer.byteLength(JSON.stringify(alert()));
  const sealed = median(messages.map(({ value }) => value.length));
  return {
    row: 'bytes',
    what: 'bytes per alert on the border link',
    ours: spread(bytes),
    beside: { what: 'the alert as plain JSON', ...spread([json]) },
    ratio: median(bytes) / json,
    goal: '',
    met: true,
    more: { sealed },
  };
}

async function bareCryptography(border, messages) {
  const { MR, ML } = border.keys;
  const pem = ({ key }) => key.export({ type: 'pkcs8', format: 'pem' });
  const keys = {
    opener: pem(MR.bridgeSeal),
    origin: pem(MR.origin),
    release: pem(MR.release),
    gate: pem(ML.gate),
  };
  const child = spawn(process.execPath, [FLOOR], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify({ messages: messages.map(({ value }) => value.toString('latin1')), keys }));
  return Number(await text(child.stdout));
}

const rates = (rounds) => rounds.map(({ rate }) => rate);
const total = (sent) => sent.reduce((sum, keys) => sum + keys.length, 0);
