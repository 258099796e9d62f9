import { seal, unseal } from '../../auth/sealing.ts'
import { channelFields, type ChannelField, type ChannelKind } from '../../contract/channels.ts'
import { ServiceError } from '../../contract/errors.ts'
import { parseJson } from '../../contract/json.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireSecrets } from '../context/require.ts'
import type { Credential } from '../notify/message.ts'
import { requireTarget, TargetForbidden } from '../notify/target.ts'
import type { ChannelName } from '../../store/alerts/index.ts'

/** A seal opens for this channel alone. */
function place({ owner, id }: ChannelName): string {
  return `channel:${owner}:${id}`
}

/** A credential as it is stored. Throws ServiceError jwt_secret_unset. */
export function sealCredential(
  ctx: ServiceContext,
  name: ChannelName,
  credential: Credential,
): Promise<string> {
  return seal(requireSecrets(ctx), place(name), JSON.stringify(credential))
}

/** What was sealed; undefined when it was sealed with another secret. */
export async function openCredential(
  ctx: ServiceContext,
  name: ChannelName & { readonly sealed: string },
): Promise<Credential | undefined> {
  if (ctx.secrets === undefined) return undefined
  const text = await unseal(ctx.secrets, place(name), name.sealed)
  return text === undefined ? undefined : (parseJson(text) as Credential)
}

/**
 * The credential of a kind out of what was given and, for fields that were left out, of what there is; an empty text takes an
 * optional field away. Throws ServiceError missing_field, invalid_field or channel_target_forbidden.
 */
export function checkCredential(
  ctx: Pick<ServiceContext, 'variables'>,
  kind: ChannelKind,
  given: Credential,
  known: Credential = {},
): Credential {
  const fields: readonly ChannelField[] = channelFields[kind]
  const unknown = Object.keys(given).find((name) => fields.every((field) => field.name !== name))
  if (unknown !== undefined) throw wrong(unknown, '该渠道没有此参数')
  // A secret that was given for one place is not shown to another.
  const isMoved = fields.some(
    ({ name, type }) => type === 'url' && given[name] !== undefined && given[name].trim() !== known[name],
  )
  const credential: Record<string, string> = {}
  for (const field of fields) {
    const kept = isMoved && field.secret === true ? undefined : known[field.name]
    const value = (given[field.name] ?? kept ?? '').trim()
    if (value === '' && field.optional !== true) {
      throw new ServiceError('missing_field', { field: `credential.${field.name}` })
    }
    if (value === '') continue
    checkValue(ctx, field, value)
    credential[field.name] = value
  }
  return credential
}

function checkValue(ctx: Pick<ServiceContext, 'variables'>, field: ChannelField, value: string): void {
  if (field.type === 'url') {
    try {
      requireTarget(value, ctx.variables.NOTIFY_ALLOW_PRIVATE === '1')
    } catch (error) {
      if (!(error instanceof TargetForbidden)) throw error
      throw new ServiceError('channel_target_forbidden', {
        field: `credential.${field.name}`,
        reason: error.message,
      })
    }
  }
  if (field.type !== 'lines' && /\p{Cc}/u.test(value)) throw wrong(field.name, '不能含有控制字符')
  if (field.shape !== undefined && !field.shape.test(value))
    throw wrong(field.name, '格式不正确，请从服务的页面完整复制')
}

function wrong(name: string, why: string): ServiceError {
  const field = `credential.${name}`
  return new ServiceError('invalid_field', { field }, `${field}：${why}`)
}
