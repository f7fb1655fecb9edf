import { token } from './machine.mjs';

/** The desk's notifications as a machine reads them, each with the moment its bytes arrived here. */
export class EventStream {
  #events = [];
  #waiting = [];
  #stop = new AbortController();

  static async open(sandbox, nation) {
    const stream = new EventStream();
    const response = await fetch(`${sandbox.nations[nation].desk}/v1/notifications/stream`, {
      headers: { authorization: `Bearer ${await token(sandbox, nation, 'desk')}` },
      signal: stream.#stop.signal,
    });
    stream.#read(response.body.pipeThrough(new TextDecoderStream())).catch(() => undefined);
    return stream;
  }

  /** The first event, seen or to come, of which `matches(data)` is true. */
  next(matches) {
    const seen = this.#events.find(({ data }) => matches(data));
    if (seen) return Promise.resolve(seen);
    return new Promise((resolve) => this.#waiting.push({ matches, resolve }));
  }

  close() {
    this.#stop.abort();
  }

  async #read(chunks) {
    let text = '';
    for await (const chunk of chunks) {
      const at = Date.now();
      text += chunk;
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const data = /^data: (.*)$/m.exec(text.slice(0, end))?.[1];
        text = text.slice(end + 2);
        if (data) this.#note({ at, data: JSON.parse(data) });
      }
    }
  }

  #note(event) {
    this.#events.push(event);
    this.#waiting = this.#waiting.filter(
      ({ matches, resolve }) => !(matches(event.data) && (resolve(event), true)),
    );
  }
}
