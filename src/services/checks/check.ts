import {
  parseServer,
  plainPathText,
  serverFormText,
  type CheckInput,
  type CheckResult,
} from '../../contract/check.ts'
import { ServiceError } from '../../contract/errors.ts'
import type { ServiceContext } from '../context/context.ts'
import { isKnownCaller, mayDial, takeCheckBudget } from './caller.ts'
import { offlineResult } from './results.ts'
import { runCheck } from './run-check.ts'

/**
 * One health check. Throws unsupported_protocol or invalid_field when `server` is no address that can be dialled, and
 * rate_limited for a stranger after 30 checks a minute.
 */
export async function check(ctx: ServiceContext, input: CheckInput): Promise<CheckResult> {
  const server = parseServer(input.server)
  if (server.ok) {
    await takeCheckBudget(ctx, 1)
    if (!(await mayDial(ctx, server.address))) return offlineResult(ctx, 'address_forbidden', plainPathText)
    return runCheck(ctx, input, isKnownCaller(ctx))
  }
  const details = { field: 'server' }
  if (server.reason === 'unsupported_protocol') {
    throw new ServiceError(
      'unsupported_protocol',
      details,
      'server 的协议不受支持（仅支持 tcp、udp、ws、wss）',
    )
  }
  throw new ServiceError('invalid_field', details, serverFormText)
}
