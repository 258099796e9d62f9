import type { Finding } from './self-test-level.ts'

/** Findings of the checker and of the call to it. */
export const checkerFindings = {
  own_host_works: { row: 'own_host', level: 'green', zh: '本站能调用自己的 /probe，状态码原样传回' },
  own_host_remote: { row: 'own_host', level: 'green', zh: 'EDGEONE_CHECK_API 指定的检测服务可用' },
  own_host_in_process: { row: 'own_host', level: 'green', zh: '检测服务就在本进程内' },
  own_host_redirected: {
    row: 'own_host',
    level: 'red',
    zh: '对检测服务的调用被重定向，密钥不会跟过去',
    cureZh: '把 PUBLIC_ORIGIN（或 EDGEONE_CHECK_API）改成最终地址，然后重新部署',
  },
  own_host_key: {
    row: 'own_host',
    level: 'red',
    zh: '检测服务不接受密钥',
    cureZh: '让两边的 API_KEY 与 EDGEONE_CHECK_API_KEY 相同，然后重新部署',
  },
  own_host_fails: {
    row: 'own_host',
    level: 'red',
    zh: '本站无法调用自己的 /probe：节点检测不可用',
    cureZh: '另设一个检测服务并把地址填入 EDGEONE_CHECK_API，然后重新部署；也请确认 PUBLIC_ORIGIN 正确',
  },
  own_host_remote_fails: {
    row: 'own_host',
    level: 'red',
    zh: 'EDGEONE_CHECK_API 指定的检测服务没有应答：节点检测不可用',
    cureZh: '检查 EDGEONE_CHECK_API 的地址和该服务是否在运行',
  },
  node_version_known: { row: 'node_version', level: 'green', zh: 'Node 函数的版本合适' },
  node_version_old: {
    row: 'node_version',
    level: 'yellow',
    zh: 'Node 函数的版本低于 20',
    cureZh: '在 edgeone.json 和控制台中选择 Node 20 或更高版本',
  },
  node_start_quick: { row: 'node_start', level: 'green', zh: 'Node 函数及时应答' },
  node_start_slow: {
    row: 'node_start',
    level: 'yellow',
    zh: 'Node 函数超过 5 秒才应答（冷启动）',
    cureZh: '再测一次；若热启动后仍慢，请换一个区域',
  },
  node_tcp_out: { row: 'node_tcp', level: 'green', zh: '检测服务可以向外建立 TCP 连接' },
  node_tcp_blocked: {
    row: 'node_tcp',
    level: 'red',
    zh: '检测服务不能向外建立 TCP 连接：所有节点都会显示离线',
    cureZh: '另设一个检测服务并填入 EDGEONE_CHECK_API，然后重新部署',
  },
  node_udp_out: { row: 'node_udp', level: 'green', zh: '检测服务可以收发 UDP' },
  node_udp_blocked: {
    row: 'node_udp',
    level: 'yellow',
    zh: '检测服务收不到外部的 UDP 应答：udp:// 地址无法检测',
    cureZh: '给节点再加一个 tcp:// 地址，或在放行 UDP 的机器上另设检测服务并填入 EDGEONE_CHECK_API',
  },
  node_dns_works: { row: 'node_dns', level: 'green', zh: '检测服务可以解析域名' },
  node_dns_fails: {
    row: 'node_dns',
    level: 'red',
    zh: '检测服务不能解析域名：以域名为地址的节点都会显示离线',
    cureZh: '让节点改用 IP 地址，或另设检测服务并填入 EDGEONE_CHECK_API',
  },
  node_region_known: { row: 'node_region', level: 'green', zh: '检测服务所在区域' },
  node_time_enough: { row: 'node_time', level: 'green', zh: 'Node 函数可以运行 12 秒，慢的检测能做完' },
  node_time_short: {
    row: 'node_time',
    level: 'yellow',
    zh: 'Node 函数在 12 秒之内被中断：慢的节点会检测失败',
    cureZh:
      '确认部署了仓库中的 edgeone.json（maxDuration 为 60）；仍被中断时另设检测服务并填入 EDGEONE_CHECK_API',
  },
  node_address_seen: { row: 'node_address', level: 'green', zh: '检测服务的出口地址（本站边缘所见）' },
  node_address_unseen: {
    row: 'node_address',
    level: 'yellow',
    zh: '检测服务访问不到本站的地址，出口地址未知；节点检测不受影响',
    cureZh: '确认 PUBLIC_ORIGIN 可以从外部访问；节点若按来源地址放行检测，请向平台查询出口地址',
  },
  own_redirect_passed: { row: 'own_redirect', level: 'green', zh: '调用自己的域名时，重定向原样传回' },
  own_redirect_changed: {
    row: 'own_redirect',
    level: 'yellow',
    zh: '平台没有把重定向原样传回：对外的调用可能被带到别的地址',
    cureZh: 'EDGEONE_CHECK_API 与各通知地址都填写不会重定向的最终地址',
  },
} as const satisfies Readonly<Record<string, Finding>>
