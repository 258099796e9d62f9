import { coreLater } from './core-later.ts'
import { core } from './core.ts'

export const messages = {
  ...core,
  ...coreLater,
  head: '提供一个节点',
  lead: '有一台有公网地址的机器，三步就能让别人用上它。你随时可以暂停或删除。',
  step1: '一台机器',
  step1Body:
    '有公网 IPv4 或 IPv6、能开一个端口。1 核 256 MB 内存就够；只协助打洞几乎不耗流量，允许中转则按你设的额度用。',
  step1Code: '装好 EasyTier 后这样启动（网络名和密码自己定；别人的网络由它转发，不会进入你的网络）：',
  step1Port: '防火墙放行 TCP 和 UDP 的 11010。',
  step2: '添加节点',
  step2Body: '注册账号、验证邮箱，再填名称、地区、一个地址和线路带宽。其余都可以以后再改。',
  step2Limits:
    '带宽、连接数、每期流量的上限由你定：连接数或流量到上限后不再分给新用户；带宽吃紧时少分。已连上的不受影响。',
  step2Private: '地址不公开列出，只按需分配；想公开可以在表单里打开。',
  step2Button: '添加节点',
  step3: '运行上报程序',
  step3Body:
    '添加后会得到一行命令，在节点上粘贴运行一次即可（Linux、OpenWrt、Alpine）。它读取网卡计数和 easytier\u2011cli 的输出，每隔几分钟报一次带宽、流量和连接数，别的什么都不发。',
  step3Look: '先看看脚本内容',
  step3Done: '收到首次上报后，节点自动变为在线。',
  guideBody: 'Debian、Alpine、OpenWrt、Docker、没有 root 的机器，发送的每个字段，出问题怎么办，怎样退出：',
  guide: '节点主指南',
  useBody: '想使用节点，或在写启动器？',
  use: '在 EasyTier 与启动器中使用节点',
  faq: '常见问题',
  q1: '会不会有人进我的网络？',
  a1: '不会。EasyTier 按“网络名 + 密码”区分网络，公共节点只替其他网络牵线和转发，看不到也解不开里面的数据。',
  q2: '流量用完了怎么办？',
  a2: '用到 100% 就不再分给新用户，到重置日自动恢复。还不放心的话，把“转发”设为“仅协助打洞”。',
  q3: '想暂停或退出？',
  a3: '在“我的节点”里暂停，它就从列表消失，历史保留；删除则连历史和令牌一起移除。上报程序用 sh reporter.sh uninstall 卸载。',
} as const
