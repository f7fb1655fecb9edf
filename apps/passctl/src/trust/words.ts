const CONSONANTS = 'bdfghjklmnprstvz';
const VOWELS = 'aiou';

/**
 * Sixteen pronounceable words for a 256-bit thumbprint, four to a line, to be read aloud in any language.
 * Each word is a proquint: 16 bits as consonant-vowel-consonant-vowel-consonant (D. S. Wilkerson, "A Proposal for
 * Proquints", arXiv:0901.4016).
 */
export function fingerprintWords(thumbprint: string): string {
  const bytes = Buffer.from(thumbprint, 'base64url');
  const words = Array.from({ length: bytes.length / 2 }, (_, index) =>
    proquint(bytes.readUInt16BE(index * 2)),
  );
  const lines = Array.from({ length: Math.ceil(words.length / 4) }, (_, line) =>
    words.slice(line * 4, line * 4 + 4),
  );
  return lines.map((line) => line.join(' ')).join('\n');
}

function proquint(bits: number): string {
  const letter = (alphabet: string, shift: number): string =>
    alphabet.charAt((bits >> shift) & (alphabet.length - 1));
  return [
    letter(CONSONANTS, 12),
    letter(VOWELS, 10),
    letter(CONSONANTS, 6),
    letter(VOWELS, 4),
    letter(CONSONANTS, 0),
  ].join('');
}
