import { quotePosix } from './reporter-line.ts'

/**
 * The line that starts a place: it fetches the program and runs it with its key. It starts with a space, which keeps it out of
 * most shells' history, and hands the key over as environment, which other users of the machine cannot list.
 */
export function proberLine(origin: string, key: string): string {
  const curl = origin.startsWith('https:') ? `curl --proto '=https'` : 'curl'
  const program = quotePosix(`${origin}/prober.mjs`)
  return ` ${curl} -fsSLO ${program} && PROBER_KEY=${quotePosix(key)} node prober.mjs ${quotePosix(origin)}`
}
