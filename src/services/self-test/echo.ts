import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Found } from '../../contract/self-test.ts'
import { equalSecrets, type Secrets } from '../../auth/secrets.ts'
import type { ServiceContext } from '../context/context.ts'
import { found } from './finding.ts'

/** What the checker of a run shows in place of a session; good for the step `echo` of that run and for nothing else. */
export function echoTicket(secrets: Secrets, run: string): string {
  return bytesToHex(hmac(sha256, secrets.backupKey, utf8ToBytes(`self-test echo ${run}`)))
}

/** Whether a body is the step `echo` with the ticket of its run. */
export function isEcho({ secrets }: Pick<ServiceContext, 'secrets'>, body: unknown): boolean {
  if (secrets === undefined || typeof body !== 'object' || body === null) return false
  const { step, run, ticket }: { step?: unknown; run?: unknown; ticket?: unknown } = body
  if (step !== 'echo' || typeof run !== 'string' || typeof ticket !== 'string') return false
  return equalSecrets(ticket, echoTicket(secrets, run))
}

/** From which address this call comes, as the platform says. */
export function echoStep({ clientIp }: Pick<ServiceContext, 'clientIp'>): readonly Found[] {
  return [found('node_address_seen', clientIp)]
}
