import { parseServer, serverFormText, type CheckInput, type CheckResult } from '../../contract/check.ts'
import { ServiceError } from '../../contract/errors.ts'
import type { ServiceContext } from '../context/context.ts'
import { runCheck } from './run-check.ts'

/** One health check. Throws unsupported_protocol or invalid_field when `server` is no address that can be dialled. */
export async function check(ctx: ServiceContext, input: CheckInput): Promise<CheckResult> {
  const server = parseServer(input.server)
  if (server.ok) return runCheck(ctx, input)
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
