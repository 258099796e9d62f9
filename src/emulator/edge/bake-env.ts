import { envMarker } from '../../tools/edgeone-cli.ts'

/**
 * Puts the run-time variables where the CLI baked the build's environment, as a deployment does. Throws when the
 * literal is not where CLI 1.4.9 writes it. `member`: code of one that is no text.
 */
export function bakeEnv(bundle: string, env: Record<string, string>, member = ''): string {
  const literal = new RegExp(`\\benv: \\{[^{}]*"${envMarker}":"1"[^{}]*\\}`, 'g')
  let found = 0
  const baked = bundle.replace(literal, () => {
    found += 1
    return member === '' ? `env: ${JSON.stringify(env)}` : `env: { ...${JSON.stringify(env)}, ${member} }`
  })
  if (found === 0 || baked.includes(envMarker)) {
    throw new Error('the edge bundle does not hold its environment where it is expected; run `npm run build`')
  }
  return baked
}
