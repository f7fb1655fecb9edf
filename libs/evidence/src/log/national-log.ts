/** The origin of a nation's log of its own evidence: the name in its checkpoints and of the key that signs them. */
export function nationalLog(nation: string): string {
  return `passerelle.${nation.toLowerCase()}/national`;
}
