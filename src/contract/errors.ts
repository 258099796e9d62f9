/** Every error code the API can answer, with its HTTP status and texts. A closed set: services throw by code, pages translate by code. */
export const errors = {
  bad_request: { status: 400, zh: '请求格式不正确' },
  invalid_json: { status: 400, zh: '请求体不是有效的 JSON' },
  invalid_body: { status: 400, zh: '请求体必须是 JSON 对象' },
  invalid_field: { status: 400, zh: '参数错误' },
  missing_field: { status: 400, zh: '缺少必填参数' },
  not_initialized: { status: 400, zh: '系统尚未初始化' },
  already_initialized: { status: 400, zh: '系统已初始化' },
  email_taken: { status: 400, zh: '该邮箱已被注册' },
  verify_token_invalid: { status: 400, zh: '验证令牌无效' },
  reset_token_invalid: { status: 400, zh: '重置令牌无效或已过期' },
  old_password_wrong: { status: 400, zh: '原密码错误' },
  node_name_taken: { status: 400, zh: '你已有同名节点' },
  node_limit: { status: 400, zh: '节点数量已达上限' },
  unsupported_protocol: { status: 400, zh: '不支持的协议' },
  batch_size: { status: 400, zh: '节点列表须为 1 到 20 个' },
  import_invalid: { status: 400, zh: '备份内容无效' },
  totp_enabled: { status: 400, zh: '两步验证已启用' },
  totp_disabled: { status: 400, zh: '两步验证未启用' },
  totp_enrolment_invalid: { status: 400, zh: '启用请求无效或已过期，请重新开始' },
  password_weak: { status: 400, zh: '密码过于常见或与邮箱相同，请换一个' },
  proof_required: { status: 400, zh: '今天此网络的请求较多，请完成工作量证明后重试' },
  proof_invalid: { status: 400, zh: '工作量证明无效、已过期或已使用' },
  import_unsigned: { status: 400, zh: '备份没有有效的签名；确认来源可信后加 ?force=1 再导入' },
  import_other_secret: {
    status: 400,
    zh: '此备份来自另一个 JWT_SECRET：导入后其中的密码、两步验证和检测凭据都无法使用；仍要导入请加 ?force=1',
  },
  place_limit: { status: 400, zh: '检测点数量已达上限' },
  api_key_limit: { status: 400, zh: 'API 密钥数量已达上限' },
  channel_limit: { status: 400, zh: '告警渠道数量已达上限' },
  channel_refused: { status: 400, zh: '测试消息未送达，渠道未保存' },
  channel_target_forbidden: {
    status: 400,
    zh: '该地址不能作为告警目标：须为公网 https 地址（自建服务请管理员设置 NOTIFY_ALLOW_PRIVATE=1）',
  },
  token_missing: { status: 401, zh: '未授权' },
  token_invalid: { status: 401, zh: '登录令牌无效' },
  token_expired: { status: 401, zh: '登录已过期' },
  token_revoked: { status: 401, zh: '登录已失效，请重新登录' },
  account_disabled: { status: 401, zh: '账号已被停用' },
  invalid_credentials: { status: 401, zh: '邮箱或密码错误' },
  totp_required: { status: 401, zh: '请输入两步验证码' },
  totp_invalid: { status: 401, zh: '两步验证码错误' },
  password_wrong: { status: 403, zh: '密码错误' },
  api_key_invalid: { status: 401, zh: 'API Key 验证失败' },
  jwt_secret_wrong: { status: 401, zh: 'JWT 密钥验证失败' },
  api_key_scope: { status: 403, zh: '此 API 密钥不能用于检测' },
  email_unverified: { status: 403, zh: '邮箱未验证' },
  totp_wrong: { status: 403, zh: '两步验证码错误' },
  step_up_required: { status: 403, zh: '此操作需要再次验证两步验证码' },
  totp_enrolment_required: { status: 403, zh: '本站要求管理员启用两步验证' },
  registration_closed: { status: 403, zh: '注册已关闭' },
  admin_required: { status: 403, zh: '需要管理员权限' },
  super_admin_required: { status: 403, zh: '需要超级管理员权限' },
  super_admin_protected: { status: 403, zh: '不能修改或删除超级管理员' },
  node_forbidden: { status: 403, zh: '无权访问此节点' },
  node_update_forbidden: { status: 403, zh: '无权修改此节点' },
  node_delete_forbidden: { status: 403, zh: '无权删除此节点' },
  report_token_invalid: { status: 403, zh: 'Token验证失败' },
  node_expired: { status: 403, zh: '节点已过期' },
  node_not_found: { status: 404, zh: '节点不存在' },
  user_not_found: { status: 404, zh: '用户不存在' },
  registration_not_found: { status: 404, zh: '没有这个等待验证的注册' },
  not_found: { status: 404, zh: '接口不存在' },
  place_not_found: { status: 404, zh: '检测点不存在' },
  api_key_not_found: { status: 404, zh: 'API 密钥不存在' },
  announcement_not_found: { status: 404, zh: '公告不存在' },
  channel_not_found: { status: 404, zh: '告警渠道不存在' },
  session_not_found: { status: 404, zh: '该登录不存在' },
  method_not_allowed: { status: 405, zh: '请求方法不允许' },
  request_timeout: { status: 408, zh: '请求发送超时' },
  revision_conflict: { status: 409, zh: '节点已在别处被修改' },
  body_too_large: { status: 413, zh: '请求体超过 1 MB' },
  unsupported_media_type: { status: 415, zh: 'Content-Type 须为 application/json' },
  host_unknown: { status: 421, zh: '本服务器不认识此主机名：请设置环境变量 PUBLIC_ORIGIN' },
  rate_limited: { status: 429, zh: '请求过于频繁，请稍后再试' },
  headers_too_large: { status: 431, zh: '请求头过大' },
  jwt_secret_unset: {
    status: 500,
    zh: '服务器未设置 JWT_SECRET（至少 16 个字符）：请在 EdgeOne 控制台的项目设置中添加环境变量 JWT_SECRET，然后重新部署',
  },
  storage_unbound: {
    status: 500,
    zh: '未绑定 KV 存储：请在 EdgeOne 控制台把 KV 命名空间以变量名 easytier_kv 绑定到本项目，然后重新部署',
  },
  checker_unguarded: {
    status: 500,
    zh: '检测服务放开了内网地址（CHECK_ALLOW_PRIVATE=1）但未设置 API_KEY：请设置 API_KEY 或 EDGEONE_CHECK_API_KEY，或去掉 CHECK_ALLOW_PRIVATE',
  },
  internal: { status: 500, zh: '服务器内部错误' },
  mail_failed: { status: 502, zh: '邮件发送失败' },
  storage_unavailable: { status: 503, zh: '存储暂时不可用，请稍后再试' },
  server_unready: { status: 503, zh: '服务器正在启动或停止，请稍后再试' },
  view_rebuilding: { status: 503, zh: '正在重建数据，请稍后再试' },
} as const satisfies Record<string, { status: number; zh: string }>

export type ErrorCode = keyof typeof errors

/** What `details` may hold: the field at fault, the newest node on 409, the seconds to wait on 429. */
export type ErrorDetails = { readonly field?: string; readonly [key: string]: unknown }

/**
 * Thrown by services and binding; the HTTP layer turns it into `{error, code, details?}` with status and text of the
 * table. The table is not asked here: what only catches errors then goes without it.
 */
export class ServiceError extends Error {
  override readonly name = 'ServiceError'
  readonly code: ErrorCode
  readonly details: ErrorDetails | undefined
  readonly text: string | undefined
  /** `text` replaces the table's Chinese text where a field or a limit must be named. */
  constructor(code: ErrorCode, details?: ErrorDetails, text?: string) {
    super(text ?? code)
    this.code = code
    this.details = details
    this.text = text
  }
}
