import type { Protocol, Region } from '../../contract/vocabulary.ts'
import { sampleAccounts } from './sample-accounts.ts'
import type { SampleNode, SampleOutage } from './sample-node.ts'

const { owner, north, south, abroad, former } = sampleAccounts
const tcp: readonly Protocol[] = ['TCP', 'UDP']
const web: readonly Protocol[] = ['TCP', 'UDP', 'WSS']
const all: readonly Protocol[] = ['TCP', 'UDP', 'WS', 'WSS', 'QUIC']

/** Latency, bandwidth now and shared, connections now and at most, traffic used and at most (0 = unlimited). */
type Load = readonly [
  latency: number,
  bandwidth: number,
  tier: number,
  connections: number,
  connectionsMax: number,
  used: number,
  quota: number,
]

function node(
  region: Region,
  name: string,
  place: string,
  tags: string,
  load: Load,
  more: Partial<SampleNode> = {},
): SampleNode {
  const [latency, bandwidth, tier, connections, connectionsMax, used, quota] = load
  return {
    name,
    region,
    place,
    tags,
    latency,
    bandwidth,
    tier,
    connections,
    connectionsMax,
    used,
    quota,
    owner: region === 'domestic' ? north.email : abroad.email,
    relay: 0,
    line: tier * 5,
    resetInDays: 12,
    protocols: tcp,
    version: '2.6.4',
    ageDays: 91,
    silentMinutes: 2,
    validDays: 347,
    drained: false,
    firewalled: false,
    joined: false,
    addressPublic: 0,
    notes: '',
    outages: [],
    pause: undefined,
    ...more,
  }
}

function down(daysAgo: number, hour: number, minutes: number): SampleOutage {
  return { daysAgo, hour, minutes }
}
function lately(hoursAgo: number, minutes: number): SampleOutage {
  return { hoursAgo, minutes }
}
function inland(name: string, place: string, tags: string, load: Load, more?: Partial<SampleNode>) {
  return node('domestic', name, place, tags, load, more)
}
function overseas(name: string, place: string, tags: string, load: Load, more?: Partial<SampleNode>) {
  return node('overseas', name, place, tags, load, more)
}

const mine = { owner: owner.email }
const theirs = { owner: south.email }
const relay = { relay: 1 } as const

const domesticNodes: readonly SampleNode[] = [
  inland('上海-三网-01', '上海', '三网BGP,高速,稳定', [32, 52, 100, 12, 100, 552, 1000], {
    ...mine,
    ...relay,
    line: 1000,
    protocols: web,
    addressPublic: 1,
    notes: '晚高峰可能限速到 50 Mbps。请勿用于下载。',
    outages: [down(65, 3, 10), lately(15, 30)],
    pause: lately(20.4, 20),
  }),
  inland('广州-电信-02', '广州', '电信,IPv6', [28, 34, 200, 41, 200, 1080, 0], {
    ...relay,
    silentMinutes: 0.4,
    validDays: Infinity,
    outages: [down(77, 5, 140)],
  }),
  inland('北京-BGP-01', '北京', '三网BGP', [41, 18, 50, 9, 60, 96, 500], {
    ...relay,
    ageDays: 37,
    silentMinutes: 4,
  }),
  inland('武汉-联通-03', '武汉', '联通', [36, 29, 30, 41, 60, 412, 800], {
    silentMinutes: 1,
    outages: [down(86, 2, 70), down(59, 4, 80), down(31, 13, 60), down(12, 20, 100)],
  }),
  inland('成都-移动-01', '成都', '移动,双栈', [47, 11, 100, 17, 80, 968, 1000], {
    ...mine,
    ...relay,
    silentMinutes: 3,
    resetInDays: 9,
    validDays: 129,
    outages: [down(67, 1, 40), down(18, 6, 50)],
  }),
  inland('杭州-电信-05', '杭州', '电信', [39, 16, 100, 21, 100, 233, 1000], {
    ...mine,
    silentMinutes: 190,
    resetInDays: 21,
    validDays: 9,
    outages: [down(34, 8, 540), down(33, 10, 1150)],
  }),
  inland('深圳-联通-02', '深圳', '联通,高速', [31, 61, 100, 80, 80, 644, 2000], {
    ...relay,
    silentMinutes: 2,
    outages: [down(44, 7, 30)],
  }),
  inland('南京-移动-02', '南京', '移动', [44, 6, 50, 5, 60, 301.4, 300], {
    silentMinutes: 5,
    resetInDays: 6,
    outages: [down(23, 9, 60)],
  }),
  inland('青岛-BGP-01', '青岛', '三网BGP', [43, 3, 80, 2, 100, 210, 1000], { drained: true }),
  inland('郑州-三网-01', '郑州', '三网BGP', [40, 9, 60, 8, 80, 77, 600], {
    owner: former.email,
    validDays: -5,
    silentMinutes: 5 * 1440 + 4,
  }),
  inland('重庆-电信-01', '重庆', '电信,双栈', [46, 71, 200, 38, 150, 1310, 4000], {
    ...theirs,
    ...relay,
    protocols: all,
    outages: [down(72, 3, 60), down(9, 4, 20)],
  }),
  inland('西安-联通-01', '西安', '联通', [42, 27, 100, 19, 100, 380, 1500], {
    ...theirs,
    silentMinutes: 3,
    outages: [lately(22, 40)],
  }),
  inland('天津-移动-03', '天津', '移动,IPv6', [37, 44, 150, 26, 120, 702, 2000], { silentMinutes: 1 }),
  inland('苏州-电信-04', '苏州', '电信,高速', [33, 88, 300, 57, 200, 2240, 5000], {
    ...relay,
    protocols: web,
    silentMinutes: 0.7,
    outages: [down(51, 2, 30)],
  }),
  inland('厦门-BGP-02', '厦门', '三网BGP', [38, 39, 100, 22, 100, 455, 0], {
    ...theirs,
    validDays: Infinity,
  }),
  inland('长沙-联通-02', '长沙', '联通', [45, 12, 50, 14, 60, 168, 500], {
    ageDays: 12,
    silentMinutes: 2,
    version: '2.4.5',
  }),
  inland('沈阳-移动-01', '沈阳', '移动', [58, 21, 100, 13, 80, 290, 1000], {
    silentMinutes: 6,
    outages: [down(39, 1, 360), down(38, 23, 240), down(20, 4, 90), down(4, 5, 60)],
  }),
  inland('昆明-电信-01', '昆明', '电信', [63, 14, 60, 11, 60, 190, 800], { ...theirs, silentMinutes: 1.5 }),
]

const overseasNodes: readonly SampleNode[] = [
  overseas('香港-CN2-01', '香港', 'CN2,双栈', [19, 186, 500, 96, 300, 3420, 10_000], {
    ...mine,
    ...relay,
    protocols: all,
    silentMinutes: 0.3,
    resetInDays: 3,
    validDays: Infinity,
    addressPublic: 1,
    outages: [down(42, 4, 20)],
  }),
  overseas('东京-01', '日本', 'IPv6', [58, 74, 300, 33, 200, 812, 0], {
    ...relay,
    silentMinutes: 2,
    outages: [down(80, 3, 60), down(26, 5, 50)],
  }),
  overseas('新加坡-02', '新加坡', '', [71, 22, 200, 14, 120, 150, 2000], { ageDays: 60, silentMinutes: 1 }),
  overseas('法兰克福-01', '德国', 'IPv6', [0, 0, 100, 0, 100, 0, 1000], {
    ...mine,
    ...relay,
    ageDays: 6 / 1440,
    silentMinutes: Infinity,
    resetInDays: 30,
    validDays: 365,
  }),
  overseas('香港-BGP-02', '香港', '三网BGP,高速', [24, 240, 500, 110, 300, 4800, 8000], {
    ...relay,
    protocols: web,
    silentMinutes: 0.6,
  }),
  overseas('首尔-01', '韩国', '高速', [49, 96, 300, 47, 200, 1760, 6000], {
    ...relay,
    silentMinutes: 2,
    // A bad month: many short failures.
    outages: Array.from({ length: 24 }, (_unused, at) =>
      down(4 + at * 2, (at * 7) % 24, 20 + ((at * 53) % 200)),
    ),
  }),
  overseas('洛杉矶-CN2-02', '美国', 'CN2', [68, 132, 400, 61, 250, 2900, 8000], {
    protocols: all,
    silentMinutes: 3,
    outages: [down(57, 11, 120), lately(9.2, 150)],
  }),
  overseas('硅谷-01', '美国', 'IPv6,稳定', [66, 58, 200, 29, 150, 940, 3000], {
    silentMinutes: 1,
    outages: [lately(8.8, 120)],
  }),
  overseas('台北-01', '台湾', '双栈', [35, 63, 200, 31, 150, 1120, 3000], {
    ...theirs,
    ...relay,
    outages: [down(15, 6, 30)],
  }),
  overseas('悉尼-01', '澳大利亚', '', [70, 17, 100, 8, 80, 210, 1000], {
    silentMinutes: 4,
    ageDays: 24,
    outages: [lately(3.5, 40)],
  }),
  overseas('伦敦-01', '英国', '双栈', [69, 37, 200, 18, 120, 640, 2000], {
    silentMinutes: 2,
    firewalled: true,
  }),
  overseas('阿姆斯特丹-01', '荷兰', '高速', [67, 84, 300, 36, 200, 1430, 5000], {
    ...relay,
    silentMinutes: 0.9,
    outages: [down(62, 20, 60)],
  }),
  overseas('曼谷-01', '泰国', '', [55, 9, 50, 7, 60, 120, 600], {
    ...theirs,
    silentMinutes: 5,
    version: '2.4.5',
  }),
  // Without a reporter: what is known of it was found by checks.
  overseas('墨尔本-01', '澳大利亚', '', [88, 0, 100, 18, 100, 0, 0], {
    ...relay,
    ageDays: 2 / 24,
    silentMinutes: Infinity,
    validDays: Infinity,
    joined: true,
  }),
]

/** The 31 nodes of the demo: 18 in mainland China, 13 elsewhere, each state among them. */
export const sampleNodes: readonly SampleNode[] = [...domesticNodes, ...overseasNodes]
