import { describe, expect, it } from 'vitest'
import type { EventKind } from '../../../../src/contract/events.ts'
import type { ItemWord } from '../../../../src/domain/alerts/index.ts'
import { lineOf } from '../../../../src/services/alerts/lines.ts'

const hour = 3_600_000
/** 14:02 in Shanghai. */
const beganMs = Date.UTC(2026, 10, 30, 6, 2)
const node = { id: 5, name: '杭州-电信-05', port: 11010, lastReport: { ms: beganMs + 60_000, online: true } }

type Case = readonly [word: ItemWord, kind: EventKind, why: string, zh: string, en: string]

const reason = 'refused 广州、法兰克福'

/** What, since when, why, and what to do. */
const ofNodes: readonly Case[] = [
  [
    'down',
    'unreachable',
    reason,
    '杭州-电信-05 自 14:02 起无法连接：端口拒绝连接（广州、法兰克福两地均失败）。上报仍正常，请检查防火墙和 easytier-core 是否监听 11010。',
    '杭州-电信-05 has been unreachable since 14:02: the port refuses connections (from 广州 and 法兰克福). It still reports: check the firewall, and whether easytier-core listens on 11010.',
  ],
  [
    'down',
    'offline',
    'said',
    '杭州-电信-05 自 14:02 起离线：上报程序称 easytier-core 未运行。请登录主机查看 easytier-core。',
    '杭州-电信-05 has been offline since 14:02: its reporter says that easytier-core does not run. Sign in to the machine and look at easytier-core.',
  ],
  [
    'down',
    'offline',
    'silent',
    '杭州-电信-05 自 14:02 起离线：没有收到上报。请检查主机是否开机、网络是否正常、上报程序是否在运行。',
    '杭州-电信-05 has been offline since 14:02: no report has come. Check that the machine is on, has a network, and runs the reporter.',
  ],
  [
    'up',
    'offline',
    '',
    '杭州-电信-05 已于 15:32 恢复，中断 1 小时 30 分钟。',
    '杭州-电信-05 is back since 15:32, after 1 h 30 min.',
  ],
  [
    'passed',
    'unreachable',
    reason,
    '杭州-电信-05 曾在 14:02 至 15:32 无法连接（1 小时 30 分钟），现已恢复。',
    '杭州-电信-05 was unreachable from 14:02 to 15:32 (1 h 30 min) and is back.',
  ],
  [
    'flapping',
    'offline',
    '',
    '杭州-电信-05 反复断开和恢复（一小时内超过 4 次），稳定半小时后再通知。请检查网络质量和主机负载。',
    '杭州-电信-05 comes and goes (more than 4 changes within an hour). You will hear of it again when it has been steady for half an hour. Check its network and its load.',
  ],
]

const ofSite: readonly Case[] = [
  [
    'down',
    'checker_doubtful',
    '',
    '检测服务的结果不可信，自 14:02 起。期间不发送节点告警，请检查它的网络。',
    'The checker cannot be trusted since 14:02. No alerts about nodes are sent meanwhile; check its network.',
  ],
  [
    'down',
    'checker_doubtful',
    '广州',
    '检测点“广州”的结果不可信，自 14:02 起。期间它的失败不计入节点状态，请检查它的网络。',
    'The place “广州” cannot be trusted since 14:02. Its failures count for no node meanwhile; check its network.',
  ],
  [
    'passed',
    'clock_stopped',
    '',
    '站点的定时任务停止：14:02 至 15:32（1 小时 30 分钟），现已恢复。',
    'The clock of the site stood still from 14:02 to 15:32 (1 h 30 min); all is well again.',
  ],
]

function line(language: 'zh-CN' | 'en', [word, kind, why]: Case, isOfNode: boolean, nowMs: number): string {
  const isOver = word === 'up' || word === 'passed'
  const item = { word, node: isOfNode ? node.id : 0, kind, ms: beganMs, why, endMs: isOver ? nowMs : 0 }
  return lineOf(item, isOfNode ? node : undefined, { language, nowMs, zoneMs: 8 * hour })
}

describe('what a message says', () => {
  const nowMs = beganMs + 1.5 * hour
  it.each(ofNodes)('%s of a node, %s %s', (...one) => {
    expect([line('zh-CN', one, true, nowMs), line('en', one, true, nowMs)]).toEqual([one[3], one[4]])
  })

  it.each(ofSite)('%s of the site, %s %s', (...one) => {
    expect([line('zh-CN', one, false, nowMs), line('en', one, false, nowMs)]).toEqual([one[3], one[4]])
  })

  it('says that a node still reports only where it does, else what to look at first', () => {
    const item = {
      word: 'down',
      kind: 'unreachable',
      node: 5,
      ms: beganMs,
      why: 'refused',
      endMs: 0,
    } as const
    const said = (lastReport: { ms: number; online: boolean } | undefined): string[] =>
      (['zh-CN', 'en'] as const).map((language) =>
        lineOf(item, { ...node, lastReport }, { language, nowMs, zoneMs: 8 * hour }),
      )
    expect(said({ ms: beganMs - 120_000, online: true })).toEqual([
      '杭州-电信-05 自 14:02 起无法连接：端口拒绝连接。最后一次上报 14:00，请检查主机是否开机、网络是否正常，以及防火墙和 easytier-core 是否监听 11010。',
      '杭州-电信-05 has been unreachable since 14:02: the port refuses connections. Its last report came at 14:00: check that the machine is on and has a network, the firewall, and whether easytier-core listens on 11010.',
    ])
    expect(said(undefined)).toEqual([
      '杭州-电信-05 自 14:02 起无法连接：端口拒绝连接。请检查主机、防火墙和 easytier-core 是否监听 11010。',
      '杭州-电信-05 has been unreachable since 14:02: the port refuses connections. Check the machine, the firewall, and whether easytier-core listens on 11010.',
    ])
    // A word that it is down is no sign of life.
    for (const text of said({ ms: beganMs + 60_000, online: false }))
      expect(text).not.toMatch(/仍正常|still reports/)
  })

  it('names every place that failed, the site’s own checker in the reader’s words', () => {
    const item = { word: 'down', kind: 'unreachable', node: 5, ms: beganMs, endMs: 0 } as const
    const behind = (places: string): (string | undefined)[] =>
      (['zh-CN', 'en'] as const).map(
        (language) =>
          /[（(](.*?)[）)]/.exec(
            lineOf({ ...item, why: `refused ${places}` }, node, { language, nowMs, zoneMs: 0 }),
          )?.[1],
      )
    expect(behind('法兰克福')).toEqual(['法兰克福', 'from 法兰克福'])
    expect(behind('-、Frankfurt')).toEqual(['本站、Frankfurt两地均失败', 'from this site and Frankfurt'])
    expect(behind('-、A、B')).toEqual(['本站、A、B三地均失败', 'from this site, A and B'])
    expect(behind('-、A、B、C、D')).toEqual(['本站、A、B、C、D 5 地均失败', 'from this site, A, B, C and D'])
  })

  it('names the day where it is not today’s, in the zone of the site', () => {
    const [first] = ofNodes
    if (first === undefined) throw new Error('no case')
    expect(line('en', first, true, beganMs + 10 * hour)).toContain('since 11-30 14:02')
    expect(line('en', first, true, beganMs + 9 * hour)).toContain('since 14:02')
  })

  it('counts the days of what lasts', () => {
    const day = 24 * hour
    const item = { word: 'still', kind: 'offline', node: node.id, ms: beganMs + 2 * day, why: '' } as const
    const scene = { nowMs: beganMs + 2.4 * day, zoneMs: 0 }
    const told = { ...item, endMs: beganMs }
    expect(lineOf(told, node, { ...scene, language: 'zh-CN' })).toBe('杭州-电信-05 仍然离线，已超过 2 天。')
    expect(lineOf(told, node, { ...scene, language: 'en' })).toBe(
      '杭州-电信-05 is still offline, for more than 2 d.',
    )
  })
})
