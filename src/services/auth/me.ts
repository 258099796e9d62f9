import { ServiceError } from '../../contract/errors.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireCaller } from '../context/require.ts'
import { siteSettings } from '../system/site-settings.ts'
import type { MeAnswer } from './types.ts'
import { listNodeIds } from '../../store/nodes/index.ts'
import { loadSettings } from '../../store/system/index.ts'
import { readUserFacts } from '../../store/users/index.ts'

/** The signed-in account. Throws ServiceError token_missing, token_revoked. */
export async function me(ctx: ServiceContext): Promise<MeAnswer> {
  const { email, role, userKey } = requireCaller(ctx)
  const [{ state }, nodes, stored] = await Promise.all([
    readUserFacts(ctx.kv, userKey),
    listNodeIds(ctx, userKey),
    loadSettings(ctx),
  ])
  if (state === undefined) throw new ServiceError('token_revoked')
  return {
    email,
    role,
    is_admin: role !== 'user',
    node_count: nodes.length,
    node_limit: siteSettings(stored).nodes_per_user,
    created_at: new Date(state.createdMs).toISOString(),
    totp_enabled: state.factor !== undefined,
    totp_required:
      role !== 'user' && state.factor === undefined && siteSettings(stored).totp_required_for_admins === 1,
  }
}
