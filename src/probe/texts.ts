import type { ProbeCode } from '../easytier/codes.ts'
import type { ProbeOutcome } from '../easytier/machine-types.ts'

/** What a person reads for each code. */
const texts = {
  invalid_address: '服务器地址无效',
  invalid_field: '参数无效',
  unsupported_protocol: '不支持的协议（仅支持 tcp、udp、ws、wss）',
  address_forbidden: '不允许检测该地址（仅限公网单播地址）',
  port_forbidden: '不允许检测该端口',
  dns_error: '域名解析失败',
  refused: '连接被拒绝',
  connect_timeout: '连接超时',
  unreachable: '网络不可达',
  connect_failed: '连接失败',
  tls_error: 'TLS 握手失败',
  ws_upgrade_failed: 'WebSocket 升级失败',
  wrong_protocol: '对端不是 WebSocket 服务',
  probe_timeout: '检测超时',
  aborted: '检测已取消',
  checker_unavailable: '检测服务繁忙，请稍后再试',
  unsupported_here: '检测服务所在环境无法收发 UDP（不代表节点离线）',
  not_easytier: '对端不是 EasyTier 节点',
  protocol_version: 'EasyTier 协议版本不受支持',
  closed_no_response: '节点未应答即关闭连接（可能网络密码错误或拒绝该网络，也可能不是 EasyTier 节点）',
  handshake_timeout: '握手超时',
  secure_mode_required: '节点要求安全模式，安全模式握手未成功',
  secure_not_supported: '节点不支持安全模式',
  wrong_secret: '网络密码错误',
  credential_node: '节点仅接受凭据登录',
  foreign_rejected: '节点不接受该网络',
  peer_id_conflict: '节点 ID 冲突',
  network_name_mismatch: '节点属于另一个网络',
  no_pong: '节点未回应 Ping',
  sync_unavailable: '无法获取连接数',
  dropped: '节点中途断开连接',
  too_many_headers: 'WebSocket 升级应答的响应头过多（2.6.4 及更早的 EasyTier 可能无法连接）',
} as const satisfies Record<ProbeCode, string>

/** Chinese text of a code; an upgrade refused with an HTTP status says so. */
export function textOf(code: ProbeCode, httpStatus?: number): string {
  return httpStatus === undefined ? texts[code] : `${texts[code]}（HTTP ${httpStatus}）`
}

/** Text of an offline outcome; where nothing but silence came it names what is usual behind it. */
export function textOfOutcome(code: ProbeCode, { mode, retry }: ProbeOutcome): string {
  if (code === 'no_pong' && mode === 'foreign') return `${texts[code]}（节点可能不接受外部网络）`
  // only over UDP is there anything to gain by asking again: the Sack has come, then nothing
  if (code === 'handshake_timeout' && retry === 'again') {
    return `${texts[code]}（节点在 UDP 上有应答；可能丢包、网络密码错误或拒绝该网络）`
  }
  return texts[code]
}
