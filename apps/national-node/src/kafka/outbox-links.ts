import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { type KafkaClient, TopicRegistry } from '@passerelle/kafka';
import {
  forwardRow,
  Link,
  type LinkAlarm,
  OutboxSource,
  signOfAnotherLife,
  tellsOfAnotherLife,
} from '@passerelle/link';
import { OutboxRepository } from '@passerelle/persistence';
import { Clock, HealthRegistry, JsonLogger, WentBack } from '@passerelle/runtime';
import { NationalNodeConfig } from '../config.js';
import { KAFKA } from '../tokens.js';

/** Rows wake their link at commit, also another instance's; the poll only finds what nobody heard of. */
const POLL_MS = 2_000;

/**
 * One transactional link per topic that the node writes: nothing waits behind another lane. Before anything is served,
 * consumed or signed it makes sure that the outbox knows whatever has left it (docs/adr/0012), however long our broker
 * is away; the erasures are waited for in the same way.
 */
@Injectable()
export class OutboxLinks implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  readonly #links: Link[] = [];
  readonly #sources = new Map<string, OutboxSource>();
  readonly #stopping = new AbortController();

  constructor(
    @Inject(NationalNodeConfig) private readonly config: NationalNodeConfig,
    @Inject(TopicRegistry) private readonly topics: TopicRegistry,
    @Inject(KAFKA) private readonly kafka: KafkaClient,
    @Inject(OutboxRepository) private readonly outbox: OutboxRepository,
    @Inject(HealthRegistry) private readonly health: HealthRegistry,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(WentBack) private readonly wentBack: WentBack,
  ) {}

  async onModuleInit(): Promise<void> {
    const looked = this.#hosted().map(({ name, destination }) =>
      signOfAnotherLife(
        {
          name,
          source: this.#source(destination),
          destination: this.kafka,
          positionTopic: this.topics.position(name),
          logger: this.logger,
        },
        new AbortController().signal,
      ),
    );
    const sign = (await Promise.all(looked)).find((alarm) => alarm !== null);
    if (sign) await this.wentBack.standStill(said(sign));
  }

  async onApplicationBootstrap(): Promise<void> {
    for (const { name, destination } of this.#hosted()) await this.#start(name, destination);
    void this.outbox.listen((destination) => this.#sources.get(destination)?.heard(), this.#stopping.signal);
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#links.map((link) => link.stop()));
  }

  #hosted(): { name: string; destination: string }[] {
    return this.topics
      .links()
      .filter(({ host }) => host === 'national-node')
      .flatMap(({ name, destinations }) => destinations.map((destination) => ({ name, destination })));
  }

  #source(destination: string): OutboxSource {
    return new OutboxSource({ port: this.outbox, name: destination, pollMilliseconds: POLL_MS });
  }

  async #start(name: string, destination: string): Promise<void> {
    const source = this.#source(destination);
    this.outbox.onCommitted(destination, () => source.wake());
    this.#sources.set(destination, source);
    const link = new Link({
      name,
      transactionalIdPrefix: name,
      source,
      destination: this.kafka,
      positionTopic: this.topics.position(name),
      transform: forwardRow,
      firstRun: this.config.linkFirstRun,
      logger: this.logger,
      clock: this.clock,
      onAlarm: (alarm) => this.#stopped(alarm),
    });
    this.#links.push(link);
    this.health.registerWorker(name, () => link.health());
    await link.start();
  }

  #stopped(alarm: LinkAlarm): void {
    const { code, link, partition } = alarm;
    this.logger.error('link.alarm', { code, link, partition });
    if (tellsOfAnotherLife(alarm)) this.wentBack.end(said(alarm));
  }
}

const said = ({ link, code, details }: LinkAlarm) => ({ link, alarm: code, ...details });
