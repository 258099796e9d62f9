import { isPublicHost } from '../nodes/allowed-hosts.ts'

/** An address that messages may not go to. */
export class TargetForbidden extends Error {
  override readonly name = 'TargetForbidden'
}

/**
 * Looks at an address as far as its text tells: https, no user in it, and no host that is known to be local. With
 * `allowPrivate` (NOTIFY_ALLOW_PRIVATE=1) plain http and local hosts, too. Throws TargetForbidden.
 */
export function requireTarget(text: string, allowPrivate: boolean): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined) throw new TargetForbidden('this is no address')
  const isSafe = url.protocol === 'https:' || (allowPrivate && url.protocol === 'http:')
  if (!isSafe) throw new TargetForbidden('the address must begin with https://')
  if (url.username !== '' || url.password !== '') throw new TargetForbidden('an address has no user in it')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (!allowPrivate && (!isPublicHost(host) || !/[.:]/.test(host))) {
    throw new TargetForbidden('the address is not public (NOTIFY_ALLOW_PRIVATE=1 allows others)')
  }
  return url
}
