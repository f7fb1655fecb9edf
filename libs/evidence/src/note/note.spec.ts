import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { cosigner } from '../cosignature/cosignature.js';
import { MAX_NOTE_BYTES, MAX_SIGNATURES, parseNote } from './note.js';
import { formatVerifierKey, noteKey, parseVerifierKey } from './note-key.js';
import { openNote } from './open-note.js';
import { heldKey, noteSigner, signNote } from './sign-note.js';

const newSigner = (name: string) => noteSigner(name, heldKey(generateKeyPairSync('ed25519').privateKey));
const log = newSigner('xa.example/log');
const other = newSigner('xb.example/log');
const TEXT = 'One line.\n\nAnd, after an empty one, another.\n';
const signed = await signNote(TEXT, log, other);
const lines = (note: Buffer): string[] => note.toString().split('\n');
const edited = (edit: (note: string) => string): Buffer => Buffer.from(edit(signed.toString()));

describe('a note', () => {
  it('is opened under the key that signed it, with its text', () => {
    expect(openNote(signed, [log.key])).toEqual({ text: TEXT, signatures: [{ key: log.key }] });
  });

  it('holds the signatures of all its signers, in their order', () => {
    expect(openNote(signed, [other.key, log.key]).signatures).toEqual([{ key: log.key }, { key: other.key }]);
  });

  it('reads any text that can be signed as it was', async () => {
    const line = fc.string({ unit: 'grapheme' }).filter((each) => !each.includes('\r'));
    await fc.assert(
      fc.asyncProperty(fc.array(line), async (all) => {
        const text = `${all.join('\n')}\n`;
        expect(openNote(await signNote(text, log), [log.key]).text).toBe(text);
      }),
    );
  });

  it('is refused where no known key signed it', () => {
    expect(() => openNote(signed, [newSigner('xa.example/log').key])).toThrow('PSR_NOTE_UNSIGNED');
    expect(() => openNote(signed, [])).toThrow('PSR_NOTE_UNSIGNED');
  });

  it('is refused whole when one line of a known key does not verify, whatever the others do', () => {
    const [first = '', second = ''] = lines(signed).slice(-3);
    const borrowed = `${second.slice(0, -12)}AAAAAAAAAA==`;
    const note = edited((whole) => whole.replace(second, borrowed));
    expect(openNote(note, [log.key]).signatures).toHaveLength(1);
    expect(() => openNote(note, [log.key, other.key])).toThrow('PSR_NOTE_SIGNATURE_INVALID');
    expect(() =>
      openNote(
        edited((whole) => whole.replace(`${first}\n`, '')),
        [log.key],
      ),
    ).toThrow();
  });

  it('is refused when a second line of a known key is forged', () => {
    const line = lines(signed).at(-3) ?? '';
    const forged = line.replace(/.{4}(==?)$/, (end) =>
      end.startsWith('AAAA') ? `BBBB${end.slice(4)}` : `AAA${end.slice(3)}`,
    );
    const note = Buffer.concat([signed, Buffer.from(`${forged}\n`)]);
    expect(() => openNote(note, [log.key])).toThrow(/PSR_NOTE_SIGNATURE_INVALID|PSR_BASE64_NOT_CANONICAL/);
  });

  it('ignores a line that shares only the name, or only the id, with a known key', () => {
    const namesake = newSigner(log.key.name);
    const [line = ''] = lines(signed).slice(-3);
    const renamed = line.replace(log.key.name, 'else.example');
    const note = Buffer.concat([signed, Buffer.from(`${renamed}\n`)]);
    expect(openNote(note, [log.key]).signatures).toEqual([{ key: log.key }]);
    expect(() => openNote(note, [namesake.key])).toThrow('PSR_NOTE_UNSIGNED');
  });

  it('verifies over exactly its text', () => {
    for (const change of ['one line.', 'One line', 'One line. ', 'One line.\n'])
      expect(() =>
        openNote(
          edited((note) => note.replace('One line.', change)),
          [log.key],
        ),
      ).toThrow('PSR_NOTE_SIGNATURE_INVALID');
  });

  it('accepts as many signatures as C2SP demands, and no more than its limit', async () => {
    const signers = Array.from({ length: MAX_SIGNATURES }, (_, index) => newSigner(`w${index}.example`));
    expect(parseNote(await signNote(TEXT, ...signers)).signatures).toHaveLength(MAX_SIGNATURES);
    await expect(signNote(TEXT, ...signers, log)).rejects.toThrow('PSR_NOTE_TOO_MANY_SIGNATURES');
    expect(MAX_SIGNATURES).toBeGreaterThanOrEqual(16);
  });

  it('is refused before it is read when it is too large', () => {
    expect(() => parseNote(Buffer.alloc(MAX_NOTE_BYTES + 1))).toThrow('PSR_NOTE_TOO_LARGE');
  });

  const SIGNATURE = lines(signed).at(-2) ?? '';
  const base64 = SIGNATURE.split(' ')[2] ?? '';
  const withLine = (line: string): string => `text\n\n${line}\n`;
  it.each([
    ['nothing', ''],
    ['no signature', 'text\n'],
    ['no blank line', `text\n${SIGNATURE}\n`],
    ['a blank line and nothing after it', 'text\n\n'],
    ['a blank line after the signatures', `text\n\n${SIGNATURE}\n\n`],
    ['no last newline', `text\n\n${SIGNATURE}`],
    ['trailing data', `text\n\n${SIGNATURE}\nmore`],
    ['another line among the signatures', `text\n\n${SIGNATURE}\nmore\n${SIGNATURE}\n`],
    ['a carriage return', `text\r\n\n${SIGNATURE}\n`],
    ['a carriage return at the end', `text\n\n${SIGNATURE}\r\n`],
    ['a tab', `te\txt\n\n${SIGNATURE}\n`],
    ['a null', `te\0xt\n\n${SIGNATURE}\n`],
    ['a hyphen for the dash', withLine(SIGNATURE.replace('\u2014', '-'))],
    ['no name', withLine(`\u2014  ${base64}`)],
    ['a plus in the name', withLine(`\u2014 a+b ${base64}`)],
    ['a no-break space in the name', withLine(`\u2014 a\u00a0b ${base64}`)],
    ['an ideographic space in the name', withLine(`\u2014 a\u3000b ${base64}`)],
    ['no signature bytes', withLine('\u2014 a.example')],
    ['an empty signature', withLine('\u2014 a.example ')],
    ['only a key id', withLine('\u2014 a.example AAAAAA==')],
  ])('is refused with %s', (_, note) => {
    expect(() => parseNote(Buffer.from(note))).toThrow(/PSR_NOTE_MALFORMED|PSR_BASE64_NOT_CANONICAL/);
  });

  it.each([
    ['without padding', base64.replace(/=+$/, '')],
    [
      'with spare bits',
      base64.replace(
        /(.)(=+)$/,
        (_, last: string, pad: string) => `${String.fromCharCode(last.charCodeAt(0) + 1)}${pad}`,
      ),
    ],
    ['in the URL alphabet', base64.replace(/^..../, '-_-_')],
    ['with a space in it', `${base64.slice(0, 8)} ${base64.slice(8)}`],
  ])('is refused with base64 %s', (_, encoded) => {
    expect(() => parseNote(Buffer.from(withLine(`\u2014 a.example ${encoded}`)))).toThrow(
      'PSR_BASE64_NOT_CANONICAL',
    );
  });

  it('is refused when it is not UTF-8', () => {
    const note = Buffer.concat([Buffer.of(0xff), signed]);
    expect(() => parseNote(note)).toThrow('PSR_NOTE_MALFORMED');
  });

  it('is not signed when it would not be read', async () => {
    await expect(signNote('no newline', log)).rejects.toThrow('PSR_NOTE_MALFORMED');
    await expect(signNote('a\rb\n', log)).rejects.toThrow('PSR_NOTE_MALFORMED');
    await expect(signNote('text\n')).rejects.toThrow('PSR_NOTE_MALFORMED');
  });
});

describe('a verifier key', () => {
  it('reads back what it writes, for a log and for a witness', () => {
    const witness = cosigner(
      'w.example',
      heldKey(generateKeyPairSync('ed25519').privateKey),
      () => new Date(),
    );
    for (const { key } of [log, witness]) {
      const read = parseVerifierKey(formatVerifierKey(key));
      expect({ ...read, publicKey: read.publicKey.equals(key.publicKey) }).toEqual({
        ...key,
        publicKey: true,
      });
    }
  });

  it('has another id for another kind of signature of the same key', () => {
    const { publicKey } = log.key;
    expect(noteKey('a', 'cosignature/v1', publicKey).id).not.toBe(noteKey('a', 'ed25519', publicKey).id);
  });

  const vkey = formatVerifierKey(log.key);
  const [name = '', id = ''] = vkey.split('+');
  const key = vkey.slice(name.length + id.length + 2);
  it.each([
    ['nothing', ''],
    ['another name', `else+${id}+${key}`],
    ['another id', `${name}+00000000+${key}`],
    ['a capital id', `${name}+${id.toUpperCase()}X+${key}`],
    ['a space in its name', `a b+${id}+${key}`],
    ['no name', `+${id}+${key}`],
    ['a key that is cut', `${name}+${id}+${key.slice(0, -4)}`],
    [
      'an unknown type',
      `${name}+${id}+${Buffer.concat([Buffer.of(6), Buffer.alloc(32)]).toString('base64')}`,
    ],
    ['a newline', `${vkey}\n`],
  ])('is refused with %s', (_, text) => {
    expect(() => parseVerifierKey(text)).toThrow(/PSR_NOTE_KEY_|PSR_BASE64_/);
  });

  it('is made of Ed25519 keys only', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(() => noteKey('a', 'ed25519', publicKey)).toThrow('PSR_NOTE_KEY_UNSUITABLE');
    expect(() => heldKey(privateKey)).toThrow('PSR_NOTE_KEY_UNSUITABLE');
  });
});
