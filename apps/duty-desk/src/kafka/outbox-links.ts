import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { type KafkaClient, TopicRegistry, unlessAborted } from '@passerelle/kafka';
import {
  forwardRow,
  Link,
  type LinkAlarm,
  type LookOptions,
  OutboxSource,
  signOfAnotherLife,
  tellsOfAnotherLife,
} from '@passerelle/link';
import { OutboxRepository } from '@passerelle/persistence';
import { Clock, HealthRegistry, JsonLogger, WentBack } from '@passerelle/runtime';

export const KAFKA = Symbol('kafka');

/** How long a row waits that nobody told the link of: commits wake it, also another instance's. */
const POLL_MS = 2_000;

/** How long a start waits for our own broker: an officer's desk works without it. What is wrong is then found later. */
const LOOK_PATIENCE_MS = 10_000;

/**
 * Carries what the desk wrote into its outbox: officers' actions and evidence. Before anything is served it makes sure
 * that the outbox knows whatever has left it (docs/adr/0012).
 */
@Injectable()
export class OutboxLinks implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  static readonly FIRST_RUN = Symbol('first run');
  readonly #links: Link[];
  readonly #looks: LookOptions[];
  readonly #sources = new Map<string, OutboxSource>();
  readonly #stopping = new AbortController();

  constructor(
    @Inject(KAFKA) kafka: KafkaClient,
    @Inject(TopicRegistry) topics: TopicRegistry,
    @Inject(OutboxRepository) private readonly port: OutboxRepository,
    @Inject(OutboxLinks.FIRST_RUN) firstRun: boolean,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
    @Inject(Clock) clock: Clock,
    @Inject(HealthRegistry) health: HealthRegistry,
    @Inject(WentBack) private readonly wentBack: WentBack,
  ) {
    this.#looks = [topics.deskAction(), topics.evidence()].map((destination) => {
      const name = topics.outboxLink('duty-desk', destination);
      const source = new OutboxSource({ port, name: destination, pollMilliseconds: POLL_MS });
      port.onCommitted(destination, () => source.wake());
      this.#sources.set(destination, source);
      return { name, source, destination: kafka, positionTopic: topics.position(name), logger };
    });
    this.#links = this.#looks.map((ends) => {
      const link = new Link({
        ...ends,
        transactionalIdPrefix: ends.name,
        transform: forwardRow,
        firstRun,
        clock,
        onAlarm: (alarm) => this.#stopped(alarm),
      });
      health.registerWorker(link.name, () => link.health());
      return link;
    });
  }

  async onModuleInit(): Promise<void> {
    const patience = AbortSignal.timeout(LOOK_PATIENCE_MS);
    const looked = this.#looks.map((look) => unlessAborted(patience, signOfAnotherLife(look, patience)));
    const sign = (await Promise.all(looked)).find((alarm) => alarm !== null);
    if (sign) await this.wentBack.standStill(said(sign));
  }

  async onApplicationBootstrap(): Promise<void> {
    await Promise.all(this.#links.map((link) => link.start()));
    void this.port.listen((destination) => this.#sources.get(destination)?.heard(), this.#stopping.signal);
  }

  async onModuleDestroy(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#links.map((link) => link.stop()));
  }

  #stopped(alarm: LinkAlarm): void {
    const { code, link, partition } = alarm;
    this.logger.error('link.alarm', { code, link, partition });
    if (tellsOfAnotherLife(alarm)) this.wentBack.end(said(alarm));
  }
}

const said = ({ link, code, details }: LinkAlarm) => ({ link, alarm: code, ...details });
