import { parseServer, type CheckInput, type CheckResult } from '../../contract/check.ts'
import { ServiceError } from '../../contract/errors.ts'
import type { ServiceContext } from '../context/context.ts'
import { runCheck } from './run-check.ts'

export const serverFormText =
  'server 须为 tcp://主机:端口、udp://主机:端口、ws://主机:端口 或 wss://主机:端口'

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
